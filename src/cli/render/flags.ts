import {
  booleanOption,
  type CommandShape,
  type FlagsOf,
  listOption,
  readCommandLine,
  valueOption,
} from '../command-line.ts';
import { CLUSTER_OPTIONS } from '../shared-options.ts';

/** Each option with its environment variable and its key in phasegate.yaml; flags win over variables, these over the config. */
export const RENDER_OPTIONS = {
  phase: valueOption('--phase <phase>', 'v1, dual or v2', {
    default: 'inferred from the values, else the manifests',
    variable: 'PHASEGATE_PHASE',
    config: 'phase',
  }),
  ingesterWeight: valueOption('--ingester-weight <number>', 'share of writes that go to v1 in dual, 0 to 1', {
    variable: 'PHASEGATE_INGESTER_WEIGHT',
    config: 'ingesterWeight',
  }),
  segmentWriterWeight: valueOption(
    '--segment-writer-weight <number>',
    'share of writes that go to v2 in dual, 0 to 1',
    { variable: 'PHASEGATE_SEGMENT_WRITER_WEIGHT', config: 'segmentWriterWeight' },
  ),
  queryBackendFrom: valueOption(
    '--query-backend-from <time>',
    'auto, or the RFC 3339 time from which v2 answers queries in dual',
    { variable: 'PHASEGATE_QUERY_BACKEND_FROM', config: 'queryBackendFrom' },
  ),
  values: listOption('-f, --values <file>', 'values file to read the phase settings from'),
  set: listOption('--set <key=value>', 'as for helm --set'),
  setString: listOption('--set-string <key=value>', 'as for helm --set-string'),
  config: valueOption('--config <file>', 'config file', {
    default: 'the nearest phasegate.yaml, from here upwards',
    variable: 'PHASEGATE_CONFIG',
  }),
  chartVersion: valueOption('--chart-version <version>', 'chart version', {
    default: 'the label helm.sh/chart',
    variable: 'PHASEGATE_CHART_VERSION',
    config: 'chartVersion',
  }),
  serverVersion: valueOption('--server-version <version>', 'server version', {
    default: 'the image tag',
    variable: 'PHASEGATE_SERVER_VERSION',
    config: 'serverVersion',
  }),
  mode: valueOption(
    '--mode <mode>',
    'enforce; check: leave the input unchanged, and exit with code 1 if anything would change; warn: leave it unchanged, and only report',
    { default: 'enforce', variable: 'PHASEGATE_MODE', config: 'mode' },
  ),
  diff: booleanOption('--diff', 'show a unified diff on stderr, with secrets redacted'),
  report: valueOption(
    '--report <file>',
    'write a report; the file ending sets the format: .json, .sarif, .xml, .md, .txt',
    {
      variable: 'PHASEGATE_REPORT',
      config: 'report',
    },
  ),
  reportFormat: valueOption(
    '--report-format <name>',
    'json, text, markdown, sarif, junit, github or gitlab',
    { default: "the file's ending", variable: 'PHASEGATE_REPORT_FORMAT' },
  ),
  correct: listOption('--correct <id>', 'enable a correction that is off by default, such as A1', {
    config: 'correct',
  }),
  noCorrect: listOption('--no-correct <id>', 'disable a correction, such as A6', { config: 'noCorrect' }),
  acceptLoss: booleanOption('--accept-loss', 'accept weights that drop profiles', { config: 'acceptLoss' }),
  strict: booleanOption('--strict', 'treat warnings as refusals', {
    variable: 'PHASEGATE_STRICT',
    config: 'strict',
  }),
  requireMatch: booleanOption('--require-match', 'fail if the stream holds no known release', {
    variable: 'PHASEGATE_REQUIRE_MATCH',
    config: 'requireMatch',
  }),
  gate: booleanOption('--gate', 'refuse a phase change unless the cluster proves that it is safe', {
    variable: 'PHASEGATE_GATE',
    config: 'gate.enabled',
  }),
  gateOverride: valueOption(
    '--gate-override <reason>',
    'open the gate without proof; the reason goes into the report',
    {
      variable: 'PHASEGATE_GATE_OVERRIDE',
    },
  ),
  gateUrl: valueOption(
    '--gate-url <url>',
    'query a single binary at this address instead of through a port-forward',
    {
      config: 'gate.url',
    },
  ),
  acceptDataLoss: valueOption('--accept-data-loss <release>', 'allow a step that loses data of this release'),
  minSoak: valueOption(
    '--min-soak <duration>',
    'how long the release must stay in dual before the gate opens',
    {
      default: '24h',
      config: 'gate.minSoak',
    },
  ),
  namespace: valueOption('-n, --namespace <name>', 'namespace of the release, for the gate', {
    variable: 'PHASEGATE_NAMESPACE',
    config: 'gate.namespace',
  }),
  kubeContext: valueOption('--kube-context <name>', 'kubeconfig context for helm and kubectl', {
    variable: 'PHASEGATE_KUBE_CONTEXT',
    config: 'gate.kubeContext',
  }),
  kubeconfig: { ...CLUSTER_OPTIONS.kubeconfig, config: 'gate.kubeconfig' },
  quiet: booleanOption('--quiet', 'print only refusals and errors'),
  debug: booleanOption('--debug', 'print every decision, and a stack trace if phasegate itself fails'),
};

const SHAPE: CommandShape<typeof RENDER_OPTIONS> = {
  name: 'render',
  options: RENDER_OPTIONS,
  instead: 'pipe the manifests to standard input',
  examples: {
    'as a post-renderer for Helm 3':
      'helm upgrade pyroscope grafana/pyroscope -f values.yaml --post-renderer phasegate --post-renderer-args --phase=dual',
    'see what would change':
      'helm template pyroscope grafana/pyroscope | phasegate render --phase v2 --mode check --diff',
  },
};

export type RenderFlags = FlagsOf<typeof RENDER_OPTIONS>;

/** Reads the flags of `render`. @throws EarlyExit for help and for mistakes */
export const readRenderFlags = (argv: readonly string[]): RenderFlags => readCommandLine(argv, SHAPE).flags;
