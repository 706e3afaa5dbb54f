import { PYROSCOPE_CHART } from '../../../src/packs/pyroscope/chart/pyroscope-chart.ts';
import { isExperimentChart } from '../../../src/packs/pyroscope/facts/charts.ts';
import type { Layout } from '../../../src/packs/pyroscope/facts/components.ts';
import { valuesIn, written } from './state.ts';
import type { Installed } from './walk.ts';

const PERSISTENT = { persistence: { enabled: true } };

/** The components of a release that was split before charts knew microservices. */
const LEGACY = {
  ...{ ingester: { kind: 'StatefulSet', replicaCount: 3, ...PERSISTENT } },
  ...{ 'store-gateway': { kind: 'StatefulSet', replicaCount: 3, ...PERSISTENT } },
  ...{ compactor: { kind: 'StatefulSet', replicaCount: 3, ...PERSISTENT } },
  ...{
    distributor: { kind: 'Deployment', replicaCount: 2 },
    querier: { kind: 'Deployment', replicaCount: 3 },
  },
  ...{ 'query-frontend': { kind: 'Deployment' }, 'query-scheduler': { kind: 'Deployment', replicaCount: 2 } },
  ...{ 'tenant-settings': { kind: 'Deployment' }, 'ad-hoc-profiles': { kind: 'Deployment' } },
};

const BUCKET = { storage: { backend: 's3', s3: { bucket_name: 'profiles', endpoint: 's3.example.com' } } };
/** Charts 1.x write filesystem over the bucket of a single binary, and this over that. */
const BACKEND = { 'storage.backend': 's3' };

type More = NonNullable<Parameters<typeof valuesIn>[2]>;

const OF_LAYOUT = {
  'single-binary': PERSISTENT,
  legacy: { components: LEGACY },
  microservices: {
    components: { metastore: PERSISTENT, ingester: PERSISTENT, 'segment-writer': PERSISTENT },
  },
} as const satisfies Readonly<Record<Layout, More['pyroscope']>>;

const STORAGES = ['filesystem', 'bucket', 'bucket that charts 1.x ignore'] as const;
export const LAYOUTS: readonly Layout[] = ['single-binary', 'microservices', 'legacy'];

const SHARE = 0.25;
const AHEAD = { storage: { migration: { segmentWriterWeight: SHARE } } };

/** How a release may stand, and what is written for it beside the toggles. Charts 1.x pass weights on as flags alone. */
const STANDS = {
  v1: () => ({}),
  'v1, with weights written ahead': () => AHEAD,
  'v1, with weights that drop data written ahead': () => ({
    storage: { migration: { ingesterWeight: 0.5, segmentWriterWeight: 0.5 } },
  }),
  dual: () => ({}),
  'dual, with partial weights': (chart: string) =>
    isExperimentChart({ chart }) ? { extraArgs: { 'write-path.segment-writer-weight': SHARE } } : AHEAD,
  'dual, with weights that charts 1.x ignore': () => AHEAD,
  'v1, with a write path in extraArgs': () => ({ extraArgs: { 'write-path': 'ingester' } }),
  'dual, with a write path in extraArgs': () => ({
    extraArgs: {
      'write-path': 'combined',
      'write-path.ingester-weight': 1,
      'write-path.segment-writer-weight': 1,
    },
  }),
  v2: () => ({}),
} as const satisfies Readonly<Record<string, (chart: string) => { storage?: object; extraArgs?: object }>>;

type Stand = keyof typeof STANDS;

export interface Start extends Installed {
  readonly layout: Layout;
  readonly stand: Stand;
  readonly storage: (typeof STORAGES)[number];
}

function startOf(chart: string, layout: Layout, stand: Stand, storage: Start['storage']): Start {
  const more: { storage?: More['storage']; extraArgs?: object } = STANDS[stand](chart);
  const isForced = storage === 'bucket' && isExperimentChart({ chart });
  const extraArgs = { ...(isForced && BACKEND), ...more.extraArgs };
  const values = valuesIn(layout, stand.split(',')[0] ?? '', {
    ...(more.storage && { storage: more.storage }),
    pyroscope: {
      ...OF_LAYOUT[layout],
      ...(storage !== 'filesystem' && { structuredConfig: BUCKET }),
      ...(Object.keys(extraArgs).length > 0 && { extraArgs }),
    },
  });
  return { layout, stand, storage, chart, user: written(values) };
}

/** Charts 1.x put a single binary on the filesystem, and leave components where they were told. */
const ignoresBucket = (chart: string, layout: Layout): boolean =>
  layout === 'single-binary' && isExperimentChart({ chart });

export const isIgnored = ({ storage }: Partial<Pick<Start, 'storage'>>): boolean => storage === STORAGES[2];

/** Every known chart, in each layout and phase and over each storage that a release can stand in. */
export const STARTS: readonly Start[] = PYROSCOPE_CHART.versions.flatMap((chart) =>
  LAYOUTS.flatMap((layout) =>
    (Object.keys(STANDS) as Stand[]).flatMap((stand) =>
      STORAGES.filter((storage) => storage !== STORAGES[2] || ignoresBucket(chart, layout)).map((storage) =>
        startOf(chart, layout, stand, storage),
      ),
    ),
  ),
);

export const titleOf = ({ chart, layout, stand, storage }: Start): string =>
  `chart ${chart}, ${layout}, ${storage}, ${stand}`;
