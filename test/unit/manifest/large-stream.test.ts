import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LargeStream, NotUtf8 } from '../../../src/manifest/large-stream.ts';
import { type ManifestStream, streamOf } from '../../../src/manifest/manifest-stream.ts';
import { PACKS } from '../../../src/packs/index.ts';
import { EXAMPLE_CHART } from '../../../src/packs/pyroscope/facts/charts.ts';
import { each, head, manifests, PHASE_FLAGS_2 } from '../../../src/packs/pyroscope/rules/examples.ts';
import { mayBeAllHooks, renderStream } from '../../../src/render/render-stream.ts';
import { wordsOfDocuments } from '../../../src/render/stream-objects.ts';
import { describeFinding } from '../../../src/report/describe-findings.ts';
import { ok } from '../../../src/result.ts';
import { NOTHING_STATED } from '../gate/memory-cluster.ts';

const NAMES = [
  'ingester',
  'querier',
  'store-gateway',
  'distributor',
  'query-frontend',
  'metastore',
  'segment-writer',
  'query-backend',
];

/** A release in dual whose Services of v1 go in v2. */
const release = `---\n${manifests(EXAMPLE_CHART, {
  components: each(NAMES, { args: PHASE_FLAGS_2.dual }),
  documents: NAMES.map((name) => head('Service', `pyroscope-${name}`, '2.2.1', name)),
})}`;

/** Reads as a file would: the buffer of one call is overwritten by the next. */
function bytesOf(text: string | Buffer) {
  const bytes = Buffer.from(text);
  const last = Buffer.alloc(bytes.length);
  return {
    length: bytes.length,
    read: (start: number, end: number) => {
      bytes.copy(last, 0, start, end);
      return last.subarray(0, end - start);
    },
  };
}

const large = (text: string | Buffer, window: number): LargeStream =>
  new LargeStream(
    bytesOf(text),
    { words: PACKS.map(wordsOfDocuments), isFirstOfInterest: (one) => !mayBeAllHooks(one) },
    window,
  );

const foreign = (index: number): string =>
  `---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shop-${index}\n  namespace: shop\ndata:\n  note: "ünï ${'x'.repeat(index % 90)}"\n`;

const many = (count: number): string => Array.from({ length: count }, (_, index) => foreign(index)).join('');

const AIMED = [
  '---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: grafana\n  namespace: default\ndata:\n  url: http://pyroscope-querier:4040\n',
  `---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: grafana\n  namespace: default\ndata:\n  url: ${Buffer.from('http://pyroscope-store-gateway:4040').toString('base64')}\n`,
  '---\napiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata:\n  name: grafana\n  namespace: default\nspec:\n  selector:\n    matchLabels:\n      app.kubernetes.io/component: querier\n',
];

function writtenBy(stream: ManifestStream, changed: ReadonlyMap<number, string>): string {
  const pieces: Buffer[] = [];
  for (const piece of stream.written(changed)) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces).toString('utf8');
}

async function rendered(stream: ManifestStream) {
  const intentFor = () =>
    ok({ ...NOTHING_STATED, phase: { value: 'v2', source: { kind: 'flag', flag: '--phase v2' } } as const });
  const made = await renderStream(stream, { packs: PACKS, intentFor, values: undefined });
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  const { releases, changed } = made.value;
  return {
    count: stream.count,
    written: writtenBy(stream, changed),
    findings: releases.map(({ findings }) => findings.map((one) => describeFinding(one, stream))),
    edits: releases.map(({ edits }) => edits),
  };
}

describe('a stream that stays outside of memory', () => {
  const streams = {
    'a release among others': many(60) + release + many(70),
    'others that point at what is dropped': many(40) + AIMED.join('') + release + many(30) + AIMED.join(''),
    CRLF: (many(20) + AIMED.join('') + release + many(20)).replaceAll('\n', '\r\n'),
    'JSON objects': `${[1, 2, 3].map((id) => JSON.stringify({ kind: 'ConfigMap', id })).join('\n')}\n${release}`,
    'no release': many(50),
  };
  for (const [name, text] of Object.entries(streams))
    for (const window of [64, 1000, 1 << 20])
      it(`is rendered as one in memory: ${name}, looked at in ${window} bytes`, async () => {
        const [own, other] = [await rendered(large(text, window)), await rendered(streamOf(text))];
        expect(own).toEqual(other);
      });

  it('finds what the tests above compare', async () => {
    const { findings } = await rendered(streamOf(streams['others that point at what is dropped']));
    const rules = findings.flat().map(({ ruleId }) => ruleId);
    expect(rules.filter((id) => id === 'pyroscope/dropped-service-in-text')).toHaveLength(4);
    expect(rules.filter((id) => id === 'pyroscope/dangling-reference')).toHaveLength(2);
  });

  it('keeps the documents that somebody asks for, and no others', () => {
    const stream = large(many(60) + release + many(70), 500);
    expect(stream.documents.length).toBeLessThan(stream.count - 100);
    expect(stream.documents[0]?.index).toBe(0);
  });

  it('leaves as it came, whatever its bytes', () => {
    const piece = fc.constantFrom(
      '---',
      '\n',
      '\n---\n',
      '--- ',
      'a: 1',
      '{"a": "}\\""}',
      ' ',
      '\r\n',
      'ü',
      'helm.sh/hook',
      '\ufeff',
      'pyroscope',
      '#',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.integer({ min: 1, max: 40 }), (pieces, window) => {
        const text = pieces.join('');
        const stream = large(text, window);
        expect(writtenBy(stream, new Map())).toBe(text);
        expect(stream.count).toBe(text === '' ? 0 : streamOf(text).count);
        for (const one of stream.documents) expect(one.text).toBe(streamOf(text).document(one.index)?.text);
      }),
    );
  });

  it('tells where it is not UTF-8', () => {
    const bytes = Buffer.concat([Buffer.from(many(30)), Buffer.from([0xff]), Buffer.from(many(3))]);
    expect(() => large(bytes, 300)).toThrow(NotUtf8);
  });
});
