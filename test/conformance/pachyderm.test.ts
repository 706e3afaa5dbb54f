import { afterAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { Pack } from '../../src/pack.ts';
import { PORTS } from '../../src/packs/pachyderm/facts/ports.ts';
import { pachyderm } from '../../src/packs/pachyderm/index.ts';
import { carry } from './carry.ts';
import { PACHYDERM_RENDERS, pachydermRenders, readPachydermRender } from './pachyderm-renders.ts';

const files = pachydermRenders();
if (files.length === 0)
  console.warn(`pachyderm.test.ts: no renders in ${PACHYDERM_RENDERS}: nothing is compared`);

/** A stream on its way to a phase, and the rows of the audit that refuse it. */
async function carried(stream: string, phase: string, portSet: string) {
  const { text, refused } = await carry(pachyderm as unknown as Pack, stream, {
    phase,
    settings: { portSet },
  });
  return { text, refused: new Set(refused.flatMap(({ audit }) => audit)) };
}

interface Manifest {
  readonly kind: string;
  readonly metadata: { name: string; namespace?: string; labels?: Record<string, string> };
  readonly spec?: { ports?: { name: string; port: number; nodePort?: number }[]; volumeName?: string };
  readonly roleRef?: { name: string };
  readonly subjects?: { namespace?: string }[];
}

const objectsIn = (stream: string): Manifest[] =>
  parseAllDocuments(stream).flatMap((one) => (one.toJS() as Manifest | null) ?? []);

/** Every nodePort by its Service and port name. */
const portsIn = (stream: string): ReadonlyMap<string, number> =>
  new Map(
    objectsIn(stream).flatMap(({ kind, metadata, spec }) =>
      kind !== 'Service'
        ? []
        : (spec?.ports ?? []).flatMap(({ name, nodePort }) =>
            nodePort === undefined ? [] : [[`${metadata.name} ${name}`, nodePort] as const],
          ),
    ),
  );

/** A stream without what phasegate may change in it. */
const restOf = (stream: string): unknown =>
  objectsIn(stream).map((object) => {
    for (const port of object.spec?.ports ?? []) delete port.nodePort;
    const isClusterWide = /^(ClusterRole|ClusterRoleBinding|PersistentVolume)$/.test(object.kind);
    if (isClusterWide) object.metadata.name = '';
    if (object.roleRef) object.roleRef.name = '';
    if (object.spec?.volumeName) object.spec.volumeName = '';
    for (const subject of object.subjects ?? []) subject.namespace = '';
    return object;
  });

/** The seds of the guide of 1.11, on the Services that it names. */
const GUIDE: readonly (readonly [from: number, to: number])[] = PORTS.filter(
  ({ isInGuide }) => isInGuide,
).map(({ normal, migration }) => [normal, migration]);

/** Where the guide's pipeline leaves another Service than the move by field does. */
function guideIsWrong(before: string, after: string): boolean {
  const piped = objectsIn(before)
    .filter(({ kind, metadata }) => kind === 'Service' && /^(pachd|etcd|dash)$/.test(metadata.name))
    .map((one) =>
      GUIDE.reduce(
        (text, [from, to]) => text.replaceAll(String(from), String(to)),
        JSON.stringify(one.spec?.ports),
      ),
    );
  const moved = objectsIn(after)
    .filter(({ kind, metadata }) => kind === 'Service' && /^(pachd|etcd|dash)$/.test(metadata.name))
    .map((one) => JSON.stringify(one.spec?.ports));
  const others = [...portsIn(before)].filter(([name]) => !/^(pachd|etcd|dash) /.test(name));
  return JSON.stringify(piped) !== JSON.stringify(moved) || others.length > 0;
}

/** Renders that are wrong on purpose, and the rows of the audit that say so. */
const WRONG: Readonly<Record<string, readonly string[]>> = {
  'helm-v2.11.6-BAD-nodeport-collisions.yaml': ['D-15', 'D-62'],
  'helm-v2.11.6-amazon-remap-by-values.yaml': ['D-11'],
  'helm-v2.11.6-minio.yaml': ['D-28'],
};

/** pachctl 1.6 writes no namespace. */
const hasNoNamespace = (file: string): boolean => /-v1\.6\./.test(file);

const matrix = new Map<string, number>();
const count = (cell: string): void => void matrix.set(cell, (matrix.get(cell) ?? 0) + 1);
afterAll(() => {
  const cells = [...matrix]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([cell, number]) => `${cell}: ${number}`);
  if (cells.length > 0) console.log(['pachyderm conformance matrix', ...cells].join('\n'));
});

describe.skipIf(files.length === 0)('renders of Pachyderm', () => {
  describe.each(files)('%s', (file) => {
    const stream = readPachydermRender(file);
    const wrong = WRONG[file];

    it('normal, on the normal set: as it is', async () => {
      const { text, refused } = await carried(stream, 'normal', 'normal');
      if (wrong) {
        expect([...refused]).toEqual(expect.arrayContaining([...wrong]));
        count('refused');
        return;
      }
      expect([...refused]).toEqual([]);
      // pachctl 1.7.0 binds an account of another namespace, which is put right.
      if (!file.startsWith('deploy-v1.7.0-')) expect(text).toBe(stream);
    });

    if (wrong) return;

    it('migration and back: every port moves by field, and the same bytes come back', async () => {
      const there = await carried(stream, 'normal', 'migration');
      expect([...there.refused]).toEqual([]);
      const [before, after] = [portsIn(stream), portsIn(there.text)];
      const rows = new Map(PORTS.map(({ normal, migration }) => [normal, migration]));
      expect([...after]).toEqual([...before].map(([name, number]) => [name, rows.get(number)]));
      expect(restOf(there.text)).toEqual(restOf(stream));
      const straight = await carried(stream, 'normal', 'normal');
      const back = await carried(there.text, 'normal', 'normal');
      expect(back.text).toBe(straight.text);
      count(before.size === 0 ? 'no nodePort' : 'moved there and back');
      count(guideIsWrong(stream, there.text) ? 'the guide is wrong' : 'the guide is right');
    });

    it('adjacent: cluster-wide objects have names of their own', async () => {
      const { text, refused } = await carried(stream, 'adjacent', 'migration');
      if (hasNoNamespace(file)) {
        expect([...refused]).toEqual(['D-20']);
        count('adjacent refused: no namespace');
        return;
      }
      expect([...refused]).toEqual([]);
      expect(restOf(text)).toEqual(restOf(stream));
      const shared = objectsIn(text).filter(
        ({ kind, metadata, roleRef, spec }) =>
          (/^ClusterRole(Binding)?$/.test(kind) && metadata.name === 'pachyderm') ||
          (kind === 'ClusterRoleBinding' && roleRef?.name === 'pachyderm') ||
          (kind === 'PersistentVolume' && metadata.name === 'etcd-volume') ||
          spec?.volumeName === 'etcd-volume',
      );
      expect(shared).toEqual([]);
      expect((await carried(text, 'adjacent', 'migration')).text).toBe(text);
      count('adjacent');
    });
  });
});
