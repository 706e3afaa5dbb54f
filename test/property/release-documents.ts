import { type Flags, flagsOf, partsOf, type ReleaseShape } from './release-shape.ts';

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
