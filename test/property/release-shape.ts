export type Phase = 'v1' | 'dual' | 'v2';
export type Flags = readonly (readonly [name: string, value: string])[];

/** What a render is: one binary or microservices, in a phase, by a chart (which carries the server of the same version). */
export interface ReleaseShape {
  readonly chart: '1.21.0' | '2.2.1';
  readonly layout: 'single-binary' | 'microservices';
  readonly phase: Phase;
}

const V1_PARTS = ['ingester', 'querier', 'compactor'];
const V2_PARTS = ['metastore', 'segment-writer', 'query-backend'];
const SHARED_PARTS = ['distributor', 'query-frontend'];

export function partsOf({ layout, phase }: ReleaseShape): readonly string[] {
  if (layout === 'single-binary') return ['all'];
  return [...SHARED_PARTS, ...(phase === 'v2' ? [] : V1_PARTS), ...(phase === 'v1' ? [] : V2_PARTS)];
}

/** What the charts write for the phase (1.21.0 and 2.2.1), the addresses shortened. */
export function flagsOf(component: string, shape: ReleaseShape): Flags {
  const own: Flags = [
    ['target', component],
    ['log.level', 'debug'],
  ];
  const isMetastore = component === 'all' || component === 'metastore';
  const addresses: Flags = [
    ['query-backend.address', 'dns:///q:9095'],
    ['metastore.address', 'kubernetes:///m:9095'],
    ...(isMetastore ? METASTORE : []),
  ];
  const phase = shape.chart === '2.2.1' ? PHASE_ON_2[shape.phase] : phaseFlagsOn1(component, shape);
  return [...own, ...(shape.phase === 'v1' ? [] : addresses), ...phase];
}

const METASTORE: Flags = [
  ['metastore.data-dir', './data-metastore/data'],
  ['metastore.raft.dir', './data-metastore/raft'],
  ['metastore.raft.snapshots-dir', './data-metastore/raft'],
  ['metastore.raft.bind-address', ':9099'],
  ['metastore.raft.server-id', '$(POD_NAME).$(PYROSCOPE_METASTORE_SERVICE)'],
  ['metastore.raft.bootstrap-expect-peers', '1'],
];

const PHASE_ON_2: Record<Phase, Flags> = {
  v1: [
    ['architecture.storage', 'v1'],
    ['write-path', 'ingester'],
  ],
  dual: [
    ['architecture.storage', 'v1-v2-dual'],
    ['write-path', 'combined'],
    ['write-path.ingester-weight', '1'],
    ['write-path.segment-writer-weight', '1'],
  ],
  v2: [['architecture.storage', 'v2']],
};

function phaseFlagsOn1(component: string, { phase }: ReleaseShape): Flags {
  if (phase === 'v1') return [];
  const isAll = component === 'all';
  const write: Flags =
    phase === 'dual'
      ? [
          ['write-path', 'combined'],
          ['write-path.segment-writer-weight', '1'],
        ]
      : [['write-path', 'segment-writer']];
  const off: Flags = [
    ['all.enable-v1-write-path', 'false'],
    ['all.enable-v1-read-path', 'false'],
  ];
  const read: Flags = [
    ['enable-query-backend', 'true'],
    ...(phase === 'dual' ? ([['enable-query-backend-from', 'auto']] as const) : []),
  ];
  return [
    ...(isAll || component === 'distributor' ? write : []),
    ...(isAll && phase === 'v2' ? off : []),
    ...(isAll || component === 'query-frontend' ? read : []),
  ];
}
