import { afterAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { Pack } from '../../src/pack.ts';
import { pachyderm } from '../../src/packs/pachyderm/index.ts';
import { carry } from './carry.ts';
import { PACHYDERM_RENDERS, pachydermRenders, readPachydermRender } from './pachyderm-renders.ts';

const files = pachydermRenders();
if (files.length === 0)
  console.warn(`pachyderm-pairs.test.ts: no renders in ${PACHYDERM_RENDERS}: nothing is compared`);

/** A stream on its way to a phase beside another one, and what refuses it. */
async function beside(stream: string, peer: string, phase: string, portSet: string) {
  const asked = { phase, settings: { portSet }, peer };
  const { refused, ...made } = await carry(pachyderm as unknown as Pack, stream, asked);
  return {
    ...made,
    refused: refused.map(({ rule, what }) => `${rule}: ${what}`),
    audit: new Set(refused.flatMap(({ audit }) => audit)),
  };
}

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec?: { readonly ports?: readonly { readonly nodePort?: number }[] };
}

const read = new Map<string, readonly Manifest[]>();

function objectsIn(stream: string): readonly Manifest[] {
  const objects =
    read.get(stream) ?? parseAllDocuments(stream).flatMap((one) => (one.toJS() as Manifest | null) ?? []);
  read.set(stream, objects);
  return objects;
}

const nodePortsIn = (stream: string): readonly number[] =>
  objectsIn(stream)
    .filter(({ kind }) => kind === 'Service')
    .flatMap(({ spec }) => (spec?.ports ?? []).flatMap(({ nodePort }) => nodePort ?? []));

const namesIn = (stream: string, kinds: RegExp): readonly string[] =>
  objectsIn(stream)
    .filter(({ kind }) => kinds.test(kind))
    .map(({ kind, metadata }) => `${kind} ${metadata.name}`);

const shared = <T>(one: readonly T[], other: readonly T[]): readonly T[] =>
  one.filter((item) => other.includes(item));

const RIGHTS = /^ClusterRole(Binding)?$/;
const VOLUMES = /^PersistentVolume$/;

const olds = files.filter((file) => /-old\.yaml$/.test(file));
const news = files.filter((file) => /-new\.yaml$/.test(file));
const pairs = news.flatMap((now) => olds.map((then) => [now, then] as const));

const counts = new Map<string, number>();
const count = (cell: string): void => void counts.set(cell, (counts.get(cell) ?? 0) + 1);
afterAll(() => {
  const cells = [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([cell, number]) => `${cell}: ${number}`);
  if (cells.length > 0) console.log(['pachyderm pairs', ...cells].join('\n'));
});

describe.skipIf(files.length === 0)('two clusters side by side', () => {
  it('are all pairs of the renders', () => {
    expect(pairs.length).toBe(olds.length * news.length);
    expect(pairs.length).toBeGreaterThan(100);
  });

  it.each(pairs)('%s beside %s', async (now, then) => {
    const [stream, peer] = [readPachydermRender(now), readPachydermRender(then)];

    const before = await beside(stream, peer, 'normal', 'normal');
    const meets = {
      'D-1': shared(nodePortsIn(before.text || stream), nodePortsIn(peer)).length > 0,
      'D-16': shared(namesIn(stream, RIGHTS), namesIn(peer, RIGHTS)).length > 0,
      'D-18': shared(namesIn(stream, VOLUMES), namesIn(peer, VOLUMES)).length > 0,
    };
    for (const [row, isMet] of Object.entries(meets)) {
      expect([row, before.audit.has(row)]).toEqual([row, isMet]);
      if (isMet) count(`refused before: ${row}`);
    }

    const after = await beside(stream, peer, 'adjacent', 'migration');
    expect(after.refused).toEqual([]);
    expect(shared(nodePortsIn(after.text), nodePortsIn(peer))).toEqual([]);
    expect(shared(namesIn(after.text, RIGHTS), namesIn(peer, RIGHTS))).toEqual([]);
    expect(shared(namesIn(after.text, VOLUMES), namesIn(peer, VOLUMES))).toEqual([]);
    count('accepted after');
  });

  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  const [clone, data] = ['prod-pach-bucket-clone', 'prod-pach-bucket'];
  const partner = (now: string): string => readPachydermRender(now.replace('-new.', '-old.'));

  it.each(news.filter((file) => !file.includes('-local-')))('%s on the bucket of the old', async (now) => {
    const stream = readPachydermRender(now);
    const unmoved = stream.replaceAll(clone, data).replaceAll(base64(clone), base64(data));
    expect(unmoved).not.toBe(stream);
    const { audit } = await beside(unmoved, partner(now), 'adjacent', 'migration');
    expect([...audit]).toEqual(['D-26', 'D-27']);
  });

  it.each(news.filter((file) => file.startsWith('helm-')))('%s with the host of the old', async (now) => {
    const stream = readPachydermRender(now).replaceAll('new.pach.example.com', 'old.pach.example.com');
    const { audit } = await beside(stream, partner(now), 'adjacent', 'migration');
    expect([...audit]).toEqual(['D-32', 'D-33']);
  });

  it.each(news.filter((file) => file.includes('-local-')))('%s in the directory of the old', async (now) => {
    const stream = readPachydermRender(now).replaceAll('/var/pachyderm-new', '/var/pachyderm-old');
    const { audit } = await beside(stream, partner(now), 'adjacent', 'migration');
    expect([...audit]).toEqual(['D-23']);
  });

  it.each(olds)(
    '%s beside itself: refused, as the namespace, the bucket and the rest are one',
    async (file) => {
      const stream = readPachydermRender(file);
      const { audit } = await beside(stream, stream, 'normal', 'migration');
      expect(audit.has('D-20') || audit.has('D-16')).toBe(true);
    },
  );
});
