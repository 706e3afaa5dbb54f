import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { Pack } from '../../src/pack.ts';
import { prometheus } from '../../src/packs/prometheus/index.ts';
import { carry } from './carry.ts';
import {
  DESTINATION,
  expectedRenders,
  PROMETHEUS_RENDERS,
  readPrometheusRender,
} from './prometheus-renders.ts';

const rows = expectedRenders();
if (rows.length === 0)
  console.warn(`prometheus.test.ts: no renders in ${PROMETHEUS_RENDERS}: nothing is compared`);

const SETTINGS = { destination: DESTINATION };

/** A stream on its way to a phase, and what is said of it. */
async function carried(stream: string, phase: string, settings: Readonly<Record<string, string>> = SETTINGS) {
  const made = await carry(prometheus as unknown as Pack, stream, { phase, settings });
  return { ...made, audit: new Set(made.findings.flatMap(({ audit }) => audit)) };
}

const counts = new Map<string, number>();
afterAll(() => {
  const cells = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([cell, count]) => `${cell}: ${count}`);
  if (cells.length > 0) console.log(['prometheus conformance matrix', ...cells].join('\n'));
});

const chartOf = (file: string): string => /^(.*?-\d+\.\d+\.\d+)-/.exec(file)?.[1] ?? file;
const count = (file: string, cell: string): void => {
  const key = `${chartOf(file)} ${cell}`;
  counts.set(key, (counts.get(key) ?? 0) + 1);
};

type Entry = { readonly name?: string; readonly url: string };

/** The entries of remote_write of a stream, and the rest of it, as objects. */
function meaningOf(stream: string) {
  const objects = parseAllDocuments(stream).flatMap((one) => (one.toJS() as Manifest | null) ?? []);
  let entries: readonly Entry[] = [];
  for (const object of objects) {
    if (object.kind === 'Prometheus' || object.kind === 'PrometheusAgent') {
      entries = object.spec?.remoteWrite ?? [];
      if (object.spec) delete object.spec.remoteWrite;
    }
    const text = object.data?.['prometheus.yml'];
    if (text === undefined || object.data === undefined) continue;
    const config = parseAllDocuments(text)[0]?.toJS() as { remote_write?: Entry[] };
    entries = config.remote_write ?? [];
    delete config.remote_write;
    object.data['prometheus.yml'] = JSON.stringify(config);
  }
  return { entries, objects };
}

interface Manifest {
  readonly kind: string;
  readonly spec?: { remoteWrite?: Entry[] };
  readonly data?: Record<string, string>;
}

describe.skipIf(rows.length === 0)('renders of the Prometheus charts', () => {
  it('has a row for every render', () => {
    const files = readdirSync(PROMETHEUS_RENDERS).filter((name) => name.endsWith('.yaml'));
    expect(rows.map(({ file }) => file).sort()).toEqual(files.sort());
  });

  describe.each(rows)('$file', ({ file, verdict, line, column, notes }) => {
    const stream = readPrometheusRender(file);

    it(`dual: ${verdict}`, async () => {
      const { text, refused, audit } = await carried(stream, 'dual');
      count(file, `dual ${verdict}`);
      if (verdict === 'refuse') {
        expect(refused.length).toBeGreaterThan(0);
        const wanted = [...notes.matchAll(/R (P-\d+)/g)].map(([, id = '']) => id);
        expect(wanted.filter((id) => !audit.has(id))).toEqual([]);
        return;
      }
      expect(refused.map(({ what }) => what)).toEqual([]);
      if (verdict === 'dual' || verdict === 'destination') {
        expect(text).toBe(stream);
        return;
      }
      const before = meaningOf(stream);
      const after = meaningOf(text);
      expect(after.objects).toEqual(before.objects);
      expect(after.entries.slice(0, -1)).toEqual(before.entries);
      expect(after.entries.at(-1)).toMatchObject({ url: DESTINATION, name: 'new' });
      expect(withoutAdded(stream, text)).toBe(true);
      if (line !== undefined && column !== undefined)
        expect(text.split('\n')[line - 1]?.slice(0, column + 2)).toBe(`${' '.repeat(column - 1)}- n`);
      const again = await carried(text, 'dual');
      expect(again.text).toBe(text);
    });

    it('warns by the rows of the audit that the table names', async () => {
      const { audit } = await carried(stream, 'dual');
      const wanted = [...notes.matchAll(/W ((?:P-\d+)(?:, P-\d+)*)/g)].flatMap(([, ids = '']) =>
        ids.split(', '),
      );
      expect(wanted.filter((id) => !audit.has(id))).toEqual([]);
    });

    it('old: as it is', async () => {
      const { text } = await carried(stream, 'old');
      expect(text).toBe(stream);
    });

    if (verdict === 'refuse' || verdict === 'destination') return;

    it('new: dual without the old entry', async () => {
      const dual = await carried(stream, 'dual');
      const { entries } = meaningOf(dual.text);
      const [first] = entries;
      const own = entries.filter(({ url }) => url !== DESTINATION);
      if (own.length > 1) {
        const { refused } = await carried(dual.text, 'new');
        expect(refused.flatMap(({ audit }) => audit)).toContain('P-69');
      }
      if (own.length === 0 || first === undefined) return;
      const named = { ...SETTINGS, old: first.name ?? first.url };
      const { text, refused } = await carried(dual.text, 'new', named);
      expect(refused).toEqual([]);
      const [before, after] = [meaningOf(dual.text), meaningOf(text)];
      expect(after.objects).toEqual(before.objects);
      expect(after.entries).toEqual(before.entries.slice(1));
      count(file, 'new');
    });
  });

  const streams = join(PROMETHEUS_RENDERS, 'streams');
  describe.each(existsSync(streams) ? readdirSync(streams) : [])('%s', (name) => {
    it('gets the entry, and nothing else changes', async () => {
      const stream = readFileSync(join(streams, name), 'utf8');
      const { text, refused } = await carried(stream, 'dual');
      expect(refused).toEqual([]);
      expect(meaningOf(text).entries).toHaveLength(meaningOf(stream).entries.length + 1);
      expect(withoutAdded(stream, text)).toBe(true);
    });
  });
});

/** Whether a text is another one with one stretch of whole lines put in. */
function withoutAdded(before: string, after: string): boolean {
  const added = after.length - before.length;
  let same = 0;
  while (same < before.length && before[same] === after[same]) same += 1;
  return after.slice(0, same) + after.slice(same + added) === before;
}
