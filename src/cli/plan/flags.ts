import {
  booleanOption,
  DEBUG,
  type FlagsOf,
  listOption,
  longNameOf,
  usageError,
  valueOption,
} from '../../command-line.ts';
import type { HelmMajor } from '../../values/tree.ts';
import { type CommandShape, readCommandLine } from '../command-line.ts';
import {
  CLUSTER_OPTIONS,
  CONFIG_OPTIONS,
  durationOf,
  helmMajor,
  PEER_OPTIONS,
  UNKNOWN_CHART_OPTION,
  VALUES_OPTIONS,
} from '../shared-options.ts';
import { valuesFilesOption } from '../values-option.ts';

const OPTIONS = {
  ...CLUSTER_OPTIONS,
  ...VALUES_OPTIONS,
  reuseValues: booleanOption('--reuse-values', 'as for helm upgrade'),
  resetValues: booleanOption('--reset-values', 'as for helm upgrade'),
  resetThenReuseValues: booleanOption('--reset-then-reuse-values', 'as for helm upgrade'),
  chartVersion: valueOption('--chart-version <version>', 'the chart version to upgrade to', {
    default: 'the installed one',
  }),
  manifests: valueOption('--manifests <file>', 'helm template output for the step; shows which flags change'),
  ...PEER_OPTIONS,
  fromValues: valuesFilesOption('--from-values <file>', 'offline: the values before'),
  toValues: valuesFilesOption('--to-values <file>', 'offline: the values after'),
  fromChartVersion: valueOption('--from-chart-version <version>', 'offline: the chart version before'),
  pack: valueOption('--pack <name>', 'offline: the pack that the values belong to', {
    default: 'the pack whose chart knows most of their keys',
  }),
  minSoak: valueOption(
    '--min-soak <duration>',
    'how long the release must have been in the phase it leaves',
    {
      default: 'as the pack asks',
    },
  ),
  acceptDataLoss: valueOption('--accept-data-loss <release>', 'allow a step that loses data of this release'),
  acceptUnknownChart: UNKNOWN_CHART_OPTION,
  stamp: booleanOption(
    '--stamp',
    'ask the gate, and print the values with which the step passes the policy of phasegate guard',
  ),
  format: listOption('--format <name[=file]>', 'text, json, markdown, html, sarif, junit, github or gitlab', {
    default: 'text',
  }),
  ...CONFIG_OPTIONS,
  debug: DEBUG,
};

const SHAPE: CommandShape<typeof OPTIONS> = {
  name: 'plan',
  options: OPTIONS,
  args: '[RELEASE]',
  examples: {
    'plan the next upgrade of an installed release': 'phasegate plan -n monitoring pyroscope -f values.yaml',
    'compare the manifests of two clusters side by side':
      'phasegate plan --manifests new.yaml --peer old.yaml',
    'compare two values files, without a cluster':
      'phasegate plan --from-values before.yaml --to-values after.yaml --format html=plan.html',
  },
};

export type PlanFlags = Omit<FlagsOf<typeof OPTIONS>, 'helm' | 'minSoak'> & {
  /** Undefined for a plan of files. */
  readonly release?: string;
  readonly helm: HelmMajor;
  readonly minSoakMs?: number;
};

/** What says something about values, of which a plan of manifests alone has none. */
const ABOUT_VALUES = [
  ...(['values', 'set', 'setString', 'setJson', 'setFile', 'setLiteral'] as const),
  ...(['chartVersion', 'fromChartVersion'] as const),
];

/** A plan of the manifests of two clusters, without values: before Helm there were none. */
function mistakeInPair(flags: FlagsOf<typeof OPTIONS>): string | undefined {
  const more = ABOUT_VALUES.find((name) => (flags[name] ?? []).length > 0);
  return more === undefined
    ? undefined
    : `${longNameOf(OPTIONS[more])} is about values, and a plan of --manifests alone reads none; give --from-values and --to-values as well`;
}

function mistakeIn(flags: FlagsOf<typeof OPTIONS>, args: readonly string[]): string | undefined {
  if (args.length > 1) return `plan takes only one release, not ${args.join(' ')}`;
  const isOffline = flags.fromValues.length > 0 || flags.toValues.length > 0;
  const hasPeer = flags.peer !== undefined || flags.peerRelease !== undefined;
  if (hasPeer && args.length === 0 && flags.manifests === undefined)
    return '--peer compares manifests: give those of this cluster with --manifests, or name its release';
  if (hasPeer && args.length === 0 && !isOffline) return mistakeInPair(flags);
  if (args.length === 0 && !isOffline)
    return 'plan needs a release (phasegate plan -n NAMESPACE RELEASE), or --from-values and --to-values';
  if (args.length === 1 && isOffline)
    return '--from-values and --to-values are for offline plans; with a release, the values come from the cluster';
  if (isOffline && (flags.fromValues.length === 0 || flags.toValues.length + flags.values.length === 0))
    return 'an offline plan needs both --from-values and --to-values';
  if (flags.stamp && (isOffline || flags.format.length > 0))
    return isOffline
      ? '--stamp asks the gate, so it needs a release: phasegate plan --stamp -n NAMESPACE RELEASE'
      : '--stamp prints values, not a plan; leave --format out';
  const reuse = [flags.reuseValues, flags.resetValues, flags.resetThenReuseValues].filter(Boolean);
  return reuse.length > 1
    ? 'give only one of --reuse-values, --reset-values and --reset-then-reuse-values'
    : undefined;
}

/** Reads the flags of `plan`. @throws EarlyExit for help and for mistakes */
export function readPlanFlags(argv: readonly string[]): PlanFlags {
  const { flags, args } = readCommandLine(argv, SHAPE);
  const mistake = mistakeIn(flags, args);
  if (mistake !== undefined) throw usageError(mistake);
  const [release] = args;
  const { helm, minSoak, ...rest } = flags;
  const minSoakMs = durationOf(minSoak);
  return {
    ...rest,
    helm: helmMajor(helm),
    ...(release !== undefined && { release }),
    ...(minSoakMs !== undefined && { minSoakMs }),
  };
}
