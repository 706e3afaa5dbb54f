type Phase = 'v1' | 'dual' | 'v2';
type Flags = readonly (readonly [name: string, value: string])[];

/** What a render is: one binary or microservices, in a phase, by a chart (which carries the server of the same version). */
interface ReleaseShape {
  readonly chart: '1.21.0' | '2.2.1';
  readonly layout: 'single-binary' | 'microservices';
  readonly phase: Phase;
}

const V1_PARTS = ['ingester', 'querier', 'compactor'];
const V2_PARTS = ['metastore', 'segment-writer', 'query-backend'];
const SHARED_PARTS = ['distributor', 'query-frontend'];

function partsOf({ layout, phase }: ReleaseShape): readonly string[] {
  if (layout === 'single-binary') return ['all'];
  return [...SHARED_PARTS, ...(phase === 'v2' ? [] : V1_PARTS), ...(phase === 'v1' ? [] : V2_PARTS)];
}

/** What the charts write for the phase (1.21.0 and 2.2.1), the addresses shortened. */
function flagsOf(component: string, shape: ReleaseShape): Flags {
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

/** How a workload's args are written; all mean the same. */
export type ArgsStyle = 'double' | 'single' | 'plain' | 'flush' | 'flow';

export interface Written extends ReleaseShape {
  readonly namespace: string;
  readonly args: ArgsStyle;
  readonly crlf: boolean;
}

const head = (kind: string, name: string, { chart, namespace }: Written, component: string): string[] => [
  '---',
  '# Source: pyroscope/templates/any.yaml',
  `kind: ${kind}`,
  'metadata:',
  `  name: ${name}`,
  `  namespace: ${namespace}`,
  '  labels:',
  `    helm.sh/chart: pyroscope-${chart}`,
  '    app.kubernetes.io/instance: pyroscope',
  `    app.kubernetes.io/component: "${component}"`,
];

function argsLines(flags: Flags, style: ArgsStyle): string[] {
  const words = flags.map(([name, value]) => `-${name}=${value}`);
  if (style === 'flow') return [`          args: [${words.map((word) => JSON.stringify(word)).join(', ')}]`];
  const quote = { double: '"', single: "'", plain: '', flush: '"' }[style];
  const indent = style === 'flush' ? 10 : 12;
  return ['          args:', ...words.map((word) => `${' '.repeat(indent)}- ${quote}${word}${quote}`)];
}

function environmentLines({ chart, phase }: Written): string[] {
  const lines = ['          env:', '            - name: POD_NAME', '              value: here'];
  if (phase === 'v1') return lines;
  if (chart.startsWith('1.'))
    lines.push('            - name: PYROSCOPE_V2_EXPERIMENT', '              value: "1"');
  return [...lines, '            - name: PYROSCOPE_METASTORE_SERVICE', '              value: "m:9099"'];
}

const ports = (key: string, indent: number, hasV2: boolean): string[] =>
  [
    ['http2', 4040],
    ...(hasV2
      ? ([
          ['grpc', 9095],
          ['raft', 9099],
        ] as const)
      : []),
  ].flatMap(([name, port]) => [
    `${' '.repeat(indent)}- name: ${name}`,
    `${' '.repeat(indent)}  ${key}: ${port}`,
  ]);

function workload(component: string, flags: Flags, written: Written): string[] {
  const name = component === 'all' ? 'pyroscope' : `pyroscope-${component}`;
  const holdsMetastore = written.phase !== 'v1' && (component === 'all' || component === 'metastore');
  return [
    ...head(component === 'all' || holdsMetastore ? 'StatefulSet' : 'Deployment', name, written, component),
    'spec:',
    '  replicas: 1',
    '  template:',
    '    spec:',
    '      containers:',
    `        - name: ${component === 'all' ? 'pyroscope' : component}`,
    `          image: "grafana/pyroscope:${written.chart}"`,
    ...argsLines(flags, written.args),
    ...environmentLines(written),
    '          ports:',
    ...ports('containerPort', 12, holdsMetastore),
    '          volumeMounts:',
    ...(holdsMetastore ? ['            - name: data', '              mountPath: /data-metastore'] : []),
    '            - name: data',
    '              mountPath: /data',
    ...(holdsMetastore ? ['  volumeClaimTemplates:', '    - metadata:', '        name: data'] : []),
  ];
}

const service = (component: string, written: Written): string[] => [
  ...head('Service', `pyroscope-${component}`, written, component),
  'spec:',
  '  # what clients use',
  '  ports:',
  ...ports('port', 4, written.phase !== 'v1' && component === 'all'),
];

/** The documents of a small Pyroscope release, workloads and Services, as texts that join to a stream. */
export function releaseDocuments(written: Written): string[] {
  const lineBreak = written.crlf ? '\r\n' : '\n';
  const documents = partsOf(written).flatMap((component) => [
    service(component, written),
    workload(component, flagsOf(component, written), written),
  ]);
  return documents.map((lines) => lines.join(lineBreak) + lineBreak);
}
