import {
  booleanOption,
  type FlagsOf,
  listOption,
  type OptionRow,
  type OptionTable,
  usageError,
  valueOption,
} from '../../command-line.ts';
import { type AskedPack, type AskedSetting, askedSettings, phasesText } from '../../config/asked-settings.ts';
import { type CommandShape, readCommandLine } from '../command-line.ts';
import { CLUSTER_OPTIONS, CONFIG_OPTIONS, PEER_OPTIONS, UNKNOWN_CHART_OPTION } from '../shared-options.ts';
import { valuesFilesOption } from '../values-option.ts';

const PHASE = {
  default: 'inferred from the values, else the manifests',
  variable: 'PHASEGATE_PHASE',
  config: 'phase',
};

/**
 * Each option with its environment variable and its key in phasegate.yaml; flags win over variables, these over the
 * config. The packs add their phases and settings.
 */
export const RENDER_OPTIONS = {
  phase: valueOption('--phase <phase>', 'a phase of the packs', PHASE),
  values: valuesFilesOption('-f, --values <file>', 'values file to read the phase settings from'),
  set: listOption('--set <key=value>', 'as for helm --set'),
  setString: listOption('--set-string <key=value>', 'as for helm --set-string'),
  ...CONFIG_OPTIONS,
  ...PEER_OPTIONS,
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
  acceptLoss: booleanOption('--accept-loss', 'accept settings that drop data', { config: 'acceptLoss' }),
  acceptUnknownChart: UNKNOWN_CHART_OPTION,
  strict: booleanOption('--strict', 'treat warnings as refusals', {
    variable: 'PHASEGATE_STRICT',
    config: 'strict',
  }),
  requireMatch: booleanOption(
    '--require-match',
    'fail if the stream holds no known release; a stated phase, --peer, --peer-release and the gate imply it',
    {
      variable: 'PHASEGATE_REQUIRE_MATCH',
      config: 'requireMatch',
    },
  ),
  allowNoMatch: booleanOption(
    '--allow-no-match',
    'pass a stream without a known release through although a phase or the gate was asked for',
    { variable: 'PHASEGATE_ALLOW_NO_MATCH', config: 'allowNoMatch' },
  ),
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
  gateFirstInstall: booleanOption(
    '--gate-first-install',
    'let the gate pass a release that Helm does not know yet in a later phase than the first',
    { variable: 'PHASEGATE_GATE_FIRST_INSTALL', config: 'gate.firstInstall' },
  ),
  acceptDataLoss: valueOption('--accept-data-loss <release>', 'allow a step that loses data of this release'),
  minSoak: valueOption(
    '--min-soak <duration>',
    'how long the release must stay in its phase before the gate opens',
    {
      default: '24h',
      config: 'gate.minSoak',
    },
  ),
  gateTimeout: valueOption('--gate-timeout <duration>', 'how long the gate may ask the cluster, in all', {
    default: '2m',
    config: 'gate.timeout',
  }),
  namespace: valueOption('-n, --namespace <name>', 'namespace of the release, for the gate', {
    default: '$HELM_NAMESPACE',
    variable: 'PHASEGATE_NAMESPACE',
    config: 'gate.namespace',
  }),
  kubeContext: valueOption('--kube-context <name>', 'kubeconfig context for helm and kubectl', {
    default: '$HELM_KUBECONTEXT',
    variable: 'PHASEGATE_KUBE_CONTEXT',
    config: 'gate.kubeContext',
  }),
  kubeconfig: { ...CLUSTER_OPTIONS.kubeconfig, config: 'gate.kubeconfig' },
  stamp: booleanOption(
    '--stamp',
    'annotate the workloads once the gate is open, as the policy of phasegate guard asks',
    { variable: 'PHASEGATE_STAMP', config: 'guard' },
  ),
  quiet: booleanOption('--quiet', 'print only refusals and errors'),
  debug: booleanOption('--debug', 'print every decision, and a stack trace if phasegate itself fails'),
};

/** What the help calls a setting's value: the title of its schema, else its type. */
function valueName(schema: object): string {
  const { title, type } = schema as { title?: string; type?: string };
  return title ?? (typeof type === 'string' ? type : 'value');
}

function settingOption({ name, summary, schema }: AskedSetting): OptionRow<'value'> {
  const words = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const variable = `PHASEGATE_${words.replaceAll('-', '_').toUpperCase()}`;
  return valueOption(`--${words} <${valueName(schema)}>`, summary, { variable, config: name });
}

/** Names that settings cannot have: those of flags, and of keys in phasegate.yaml. */
const TAKEN = new Set([...Object.keys(RENDER_OPTIONS), 'help', 'name', 'lint', 'packs', 'releases']);

/** A flag for each setting that a person may ask for. @throws EarlyExit where one cannot have its name */
export function settingOptions(packs: readonly AskedPack[]): Readonly<Record<string, OptionRow<'value'>>> {
  const settings = askedSettings(packs);
  const taken = settings.find(({ name }) => TAKEN.has(name) || !/^[a-z][A-Za-z\d]*$/.test(name));
  if (taken === undefined) return Object.fromEntries(settings.map((one) => [one.name, settingOption(one)]));
  const pack = packs.find((one) => one.settings?.some(({ name }) => name === taken.name));
  throw usageError(
    `pack ${pack?.name}: its setting cannot be named ${taken.name}; use letters and digits, and no name of a flag or key of phasegate`,
  );
}

/** The middle phase of a pack, and its last one, for examples. */
function examplesFor([pack]: readonly AskedPack[]): Readonly<Record<string, string>> {
  const phases = pack?.phases.map(({ id }) => id) ?? [];
  const [middle, last] = [phases[1] ?? phases[0], phases.at(-1)];
  return {
    'as a post-renderer for Helm 3': `helm upgrade pyroscope grafana/pyroscope -f values.yaml --post-renderer phasegate --post-renderer-args --phase=${middle}`,
    'see what would change': `helm template pyroscope grafana/pyroscope | phasegate render --phase ${last} --mode check --diff`,
  };
}

function shapeFor(packs: readonly AskedPack[]): CommandShape<typeof RENDER_OPTIONS> {
  const { phase: _, ...rest } = RENDER_OPTIONS;
  const phase = valueOption('--phase <phase>', phasesText(packs), PHASE);
  return {
    name: 'render',
    options: { phase, ...settingOptions(packs), ...rest },
    instead: 'pipe the manifests to standard input',
    examples: examplesFor(packs),
  };
}

/** The environment variables of all options: those of other commands are among render's. */
export const variablesOf = (packs: readonly AskedPack[]): readonly string[] =>
  Object.values({ ...RENDER_OPTIONS, ...settingOptions(packs) } as OptionTable).flatMap(
    ({ variable }) => variable ?? [],
  );

/** The flags of `render`; those of settings are read by their names. */
export type RenderFlags = FlagsOf<typeof RENDER_OPTIONS>;

/** Reads the flags of `render`. @throws EarlyExit for help and for mistakes */
export const readRenderFlags = (argv: readonly string[], packs: readonly AskedPack[]): RenderFlags =>
  readCommandLine(argv, shapeFor(packs)).flags;
