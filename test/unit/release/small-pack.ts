import { type Facts, known, type Pack, unsure } from '../../../src/pack.ts';
import type { ChartPack } from '../../../src/release/chart-values.ts';
import {
  type ReleaseInput,
  releaseValues,
  type SideInput,
  stateOfValues,
} from '../../../src/release/from-values.ts';
import { fromJson, type MapNode } from '../../../src/values/tree.ts';

type Phase = 'disk' | 'both' | 'bucket';

const phase = (id: Phase, writes: readonly string[], reads: readonly string[]) => ({
  ...{ id, title: id, writes, reads, signs: [] },
  values: [[['archive', 'store'], id]] as const,
});

/** A product that stores what it gets, as plainly as a pack can say it. */
const archive: Pack<Facts<Phase>> = {
  api: 1,
  name: 'archive',
  phases: [
    phase('disk', ['disk'], ['disk']),
    phase('both', ['disk', 'bucket'], ['disk']),
    phase('bucket', ['bucket'], ['bucket']),
  ],
  settings: [{ name: 'bucket', summary: 'where entries go', flag: 'bucket' }],
  rules: [
    {
      id: 'too-many',
      severity: 'error',
      refusesSteps: true,
      summary: 'more than nine replicas',
      why: 'the ring takes nine',
      bad: [],
      judge({ now }, report) {
        const [one] = now.components;
        if (one?.replicas.sure && one.replicas.value > 9)
          report({ at: one.replicas, what: 'too many', fix: 'set 9' });
      },
    },
    {
      id: 'bucket-gone',
      severity: 'error',
      needs: ['before'],
      yieldsTo: 'accept-data-loss',
      summary: 'the bucket is left',
      why: 'nobody looks there any more',
      bad: [],
      judge({ now, before }, report) {
        const [was] = before?.setting('bucket') ?? [];
        const [is] = now.setting('bucket');
        if (was && !is?.sure) report({ at: is, what: 'the bucket is left', fix: 'keep it' });
      },
    },
    {
      id: 'lint-only',
      severity: 'error',
      summary: '',
      why: '',
      bad: [],
      judge: (_, report) => report({ what: 'x', fix: '' }),
    },
  ],
  charts: [
    {
      name: 'archive',
      versions: ['1.0.0', '1.2.0'],
      defaults: (version) => ({ archive: { store: version === '1.0.0' ? 'disk' : 'bucket', replicas: 1 } }),
      schema: () => ({
        type: 'object',
        properties: {
          archive: { type: 'object', properties: { store: { type: 'string' }, replicas: {}, bucket: {} } },
        },
        additionalProperties: false,
      }),
    },
  ],
  recognise: ({ labels }) => labels.app === 'archive',
  readManifests: (_, found) => found,
  render: () => undefined,
  readValues(values) {
    const store = values.at('archive', 'store');
    const bucket = values.at('archive', 'bucket');
    const replicas = values.at('archive', 'replicas');
    return {
      phase: store?.sure ? known(store.value as Phase, store.by, store.place) : unsure('no store is named'),
      components: [
        {
          name: 'archive',
          kind: 'StatefulSet',
          server: unsure('the chart does not say'),
          replicas: known(replicas?.sure ? Number(replicas.value) : 1, 'person', replicas?.place),
          flags: bucket ? { bucket } : {},
          variables: {},
          stores: ['disk', 'bucket'],
        },
      ],
    };
  },
  stores: ({ setting }) => ({ bucket: { name: setting('bucket')[0] ?? known('none', 'default') } }),
};

export const PACK = archive as ChartPack;

export const tree = (json: object): MapNode => {
  const node = fromJson(json, { kind: 'file', file: 'v.yaml', line: 1, column: 1, start: 0, end: 0 });
  if (node.kind !== 'map') throw new TypeError('values are a map');
  return node;
};

export const release = (
  json: object,
  chart = '1.2.0',
  more: Partial<ReleaseInput> & { before?: SideInput } = {},
) => releaseValues({ user: tree(json), chart, helm: 4, textOf: () => '', ...more }, PACK);

export const state = (json: object, chart?: string) => stateOfValues(PACK, release(json, chart), () => '');
