import { ALL, V1_ONLY } from '../facts/components.ts';

const toggles = (v1: boolean, v2: boolean): string =>
  `architecture:\n  storage:\n    v1: ${v1}\n    v2: ${v2}\n`;

/** Values that ask for a phase. */
export const [V1, DUAL, V2] = [toggles(true, false), toggles(true, true), toggles(false, true)];

/** Values that give each component pods of its own. */
export const MICROSERVICES = 'architecture:\n  microservices:\n    enabled: true\n';

/** Values of dual with a key of the migration. */
export const migrating = (text: string): string => `${DUAL}    migration:\n      ${text}\n`;

export const weighted = (ingester: number, segmentWriter: number): string =>
  migrating(`ingesterWeight: ${ingester}\n      segmentWriterWeight: ${segmentWriter}`);

/** Values that give the server a flag. */
export const extraArgs = (text: string): string => `pyroscope:\n  extraArgs:\n    ${text}\n`;

/** Values that give the server a configuration. */
export const structured = (text: string): string =>
  `pyroscope:\n  structuredConfig:\n${text.replace(/^(?=.)/gm, '    ')}`;

/** A configuration that keeps blocks in a bucket. */
export const STORED_IN_S3 = 'storage:\n  backend: s3\n  s3:\n    endpoint: s3.example.org\n';

/** A component in an example; the chart's own form where a part is left out. */
export interface ExampleComponent {
  readonly kind?: 'Deployment' | 'StatefulSet';
  /** Not written where an autoscaler decides. */
  readonly replicas?: number | 'none';
  readonly image?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Mount paths of the volume `data`. */
  readonly mounts?: readonly string[];
  /** What the volume `data` is: `emptyDir`, `template`, or the name of a claim. */
  readonly data?: string;
  /** YAML of further entries of the pod's spec, without indentation. */
  readonly pod?: string;
  /** YAML of further entries of the container, without indentation. */
  readonly container?: string;
}

export interface ExampleRelease {
  readonly components: Readonly<Record<string, ExampleComponent>>;
  /** The server's config.yaml. */
  readonly config?: string;
  /** overrides.yaml. */
  readonly overrides?: string;
  /** Further documents, each with its labels. */
  readonly documents?: readonly string[];
}

const indented = (text: string, by: number): string =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => (line === '' ? '' : `${' '.repeat(by)}${line}`))
    .join('\n');

const labels = (chart: string, component: string | undefined): string =>
  [
    `helm.sh/chart: pyroscope-${chart}`,
    'app.kubernetes.io/name: pyroscope',
    'app.kubernetes.io/instance: pyroscope',
    ...(component === undefined ? [] : [`app.kubernetes.io/component: ${component}`]),
  ].join('\n');

/** The head of an object of the release, for documents of an example. @param component left out for objects of all */
export const head = (kind: string, name: string, chart: string, component?: string): string =>
  `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: ${name}\n  namespace: default\n  labels:\n${indented(labels(chart, component), 4)}\n`;

const isStateful = (name: string): boolean =>
  name === ALL ||
  name === 'metastore' ||
  name === 'segment-writer' ||
  (V1_ONLY as readonly string[]).includes(name);

const list = (items: readonly string[]): string => items.map((item) => `- ${item}`).join('\n');

function volumes(data: string): string {
  if (data === 'template') return '';
  const source = data === 'emptyDir' ? 'emptyDir: {}' : `persistentVolumeClaim:\n  claimName: ${data}`;
  return `volumes:\n- name: data\n${indented(source, 2)}\n`;
}

function workload(name: string, chart: string, one: ExampleComponent): string {
  const { kind = isStateful(name) ? 'StatefulSet' : 'Deployment', replicas = 1, data = 'emptyDir' } = one;
  const title = name === ALL ? 'pyroscope' : `pyroscope-${name}`;
  const {
    image = 'grafana/pyroscope',
    args = [],
    env = {},
    mounts = ['/data'],
    pod = '',
    container = '',
  } = one;
  const variables = Object.entries(env).map(
    ([key, value]) => `- name: ${key}\n  value: ${JSON.stringify(value)}`,
  );
  const body = [
    `- name: ${name === ALL ? 'pyroscope' : name}`,
    indented(
      [
        `image: ${image.includes(':') ? image : `${image}:${chart}`}`,
        `args:\n${list([`-target=${name}`, ...args].map((arg) => JSON.stringify(arg)))}`,
        ...(variables.length > 0 ? [`env:\n${variables.join('\n')}`] : []),
        `volumeMounts:\n${list(mounts.map((path) => `name: data\n  mountPath: ${path}`))}`,
        ...(container === '' ? [] : [container]),
      ].join('\n'),
      2,
    ),
  ].join('\n');
  const spec = `containers:\n${body}\n${volumes(data)}${pod}`;
  const claims =
    data === 'template'
      ? '  volumeClaimTemplates:\n  - metadata:\n      name: data\n    spec:\n      accessModes: [ReadWriteOnce]\n'
      : '';
  const count = replicas === 'none' ? '' : `  replicas: ${replicas}\n`;
  return `${head(kind, title, chart, name).replace('v1\n', 'apps/v1\n')}spec:\n${count}  template:\n    spec:\n${indented(spec, 6)}\n${claims}`;
}

function configMap(chart: string, { config = '', overrides = '' }: ExampleRelease): string {
  const texts = [
    ...(config === '' ? [] : [`  config.yaml: |\n${indented(config, 4)}`]),
    ...(overrides === '' ? [] : [`  overrides.yaml: |\n${indented(overrides, 4)}`]),
  ];
  return `${head('ConfigMap', 'pyroscope-config', chart)}data:\n${texts.join('\n')}\n`;
}

/** What Helm rendered, cut down to what a rule looks at. @param chart version */
export function manifests(chart: string, release: ExampleRelease): string {
  const hasConfig = release.config !== undefined || release.overrides !== undefined;
  return [
    ...(hasConfig ? [configMap(chart, release)] : []),
    ...Object.entries(release.components).map(([name, one]) => workload(name, chart, one)),
    ...(release.documents ?? []),
  ].join('---\n');
}

/** A single binary alone. @param more what its release has beside it */
export const oneBinary = (
  chart: string,
  all: ExampleComponent = {},
  more: Omit<ExampleRelease, 'components'> = {},
): string => manifests(chart, { ...more, components: { all } });

/** The same of several components. */
export const each = (names: readonly string[], one: ExampleComponent): ExampleRelease['components'] =>
  Object.fromEntries(names.map((name) => [name, one]));

const PARTS_OF_V2 = [
  'distributor',
  'query-frontend',
  'metastore',
  'segment-writer',
  'query-backend',
  'compaction-worker',
];

/** The components of v2 in microservices. @param own what single ones have beside the common args */
export const partsOfV2 = (
  args: readonly string[],
  own: Readonly<Record<string, ExampleComponent>> = {},
): ExampleRelease['components'] =>
  Object.fromEntries(PARTS_OF_V2.map((name) => [name, { args, ...own[name] }]));

/** The flags by which a single binary or component is in a phase, as charts 2.x write them. */
export const PHASE_FLAGS_2 = {
  v1: ['-architecture.storage=v1', '-write-path=ingester'],
  dual: [
    '-query-backend.address=dns:///pyroscope:9095',
    '-metastore.address=kubernetes:///pyroscope-headless:9095',
    '-architecture.storage=v1-v2-dual',
    '-write-path=combined',
    '-write-path.ingester-weight=1',
    '-write-path.segment-writer-weight=1',
  ],
  v2: [
    '-query-backend.address=dns:///pyroscope:9095',
    '-metastore.address=kubernetes:///pyroscope-headless:9095',
    '-architecture.storage=v2',
  ],
} as const;

/** The same as charts 1.15.1 to 1.21.0 write them. */
export const PHASE_FLAGS_1 = {
  v1: [],
  dual: [
    '-query-backend.address=dns:///pyroscope:9095',
    '-metastore.address=kubernetes:///pyroscope-headless:9095',
    '-write-path=combined',
    '-write-path.segment-writer-weight=1',
    '-enable-query-backend=true',
    '-enable-query-backend-from=auto',
  ],
  v2: [
    '-query-backend.address=dns:///pyroscope:9095',
    '-metastore.address=kubernetes:///pyroscope-headless:9095',
    '-write-path=segment-writer',
    '-all.enable-v1-write-path=false',
    '-all.enable-v1-read-path=false',
    '-enable-query-backend=true',
  ],
} as const;

/** What charts 1.15.1 to 1.21.0 set wherever v2 is on. */
export const EXPERIMENT = { PYROSCOPE_V2_EXPERIMENT: '1' } as const;
