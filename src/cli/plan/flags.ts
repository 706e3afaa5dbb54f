import { err, ok, type Result } from '../../result.ts';
import { many, onOff, readCommandLine, single, type UsageEnd } from '../command-line.ts';
import { CLUSTER_OPTIONS, type ClusterFlags } from '../live/cluster-flags.ts';
import { minSoak } from '../live/min-soak.ts';
import { VALUES_OPTIONS, type ValuesFlags } from '../values-flags.ts';

/** The flags of `plan` as they were written. */
export interface PlanFlags extends ValuesFlags, ClusterFlags {
  /** Undefined for an offline plan. */
  readonly release?: string;
  readonly chartVersion?: string;
  readonly fromChartVersion?: string;
  readonly manifests?: string;
  readonly fromValues: readonly string[];
  readonly toValues: readonly string[];
  readonly reuseValues: boolean;
  readonly resetValues: boolean;
  readonly resetThenReuseValues: boolean;
  readonly minSoak?: string;
  readonly acceptDataLoss?: string;
  readonly format: readonly string[];
  readonly debug: boolean;
}

const OPTIONS = [
  ...CLUSTER_OPTIONS,
  ...VALUES_OPTIONS,
  () => onOff('--reuse-values', 'as helm upgrade takes it'),
  () => onOff('--reset-values', 'as helm upgrade takes it'),
  () => onOff('--reset-then-reuse-values', 'as helm upgrade takes it'),
  () => single('--chart-version <version>', 'the chart version to go to (default: the installed one)'),
  () => single('--manifests <file>', 'what helm template renders for the step: shows the flags that change'),
  () => many('--from-values <file>', 'offline: the values before (repeatable)'),
  () => many('--to-values <file>', 'offline: the values after (repeatable)'),
  () => single('--from-chart-version <version>', 'offline: the chart version before'),
  () => single('--min-soak <duration>', 'time in dual that is asked for (default 24h)'),
  () => single('--accept-data-loss <release>', 'go on with a step that loses data of this release'),
  () => many('--format <name[=file]>', 'text, json, markdown or html (repeatable; default text)'),
  () => onOff('--debug', 'stack traces of own failures'),
];

function mistake(flags: PlanFlags, args: readonly string[]): string | undefined {
  if (args.length > 1) return `plan takes one release: ${args.join(' ')}`;
  const isOffline = flags.fromValues.length > 0 || flags.toValues.length > 0;
  if (args.length === 0 && !isOffline)
    return 'plan takes a release (phasegate plan -n NAMESPACE RELEASE), or --from-values and --to-values';
  if (args.length === 1 && isOffline)
    return 'a release is asked for its values: leave --from-values and --to-values out';
  if (isOffline && (flags.fromValues.length === 0 || flags.toValues.length + flags.values.length === 0))
    return 'an offline plan takes both --from-values and --to-values';
  const reuse = [flags.reuseValues, flags.resetValues, flags.resetThenReuseValues].filter(Boolean);
  return reuse.length > 1
    ? '--reuse-values, --reset-values and --reset-then-reuse-values exclude each other'
    : undefined;
}

/** Reads the flags of `plan`; help and usage errors come back as text and exit code. */
export function readPlanFlags(argv: readonly string[]): Result<PlanFlags, UsageEnd> {
  const read = readCommandLine<PlanFlags>(argv, {
    name: 'phasegate plan',
    description: 'tell what a step of a migration will do, before it is taken',
    options: OPTIONS,
    args: '[RELEASE]',
  });
  if (!read.ok) return read;
  const { flags, args } = read.value;
  const wrong = mistake(flags, args);
  if (wrong !== undefined) return err({ code: 2, text: `phasegate: ${wrong}\n` });
  const soak = minSoak(flags.minSoak);
  if (!soak.ok) return err({ code: 2, text: `${soak.error}\n` });
  const [release] = args;
  return ok({ ...flags, ...(release !== undefined && { release }) });
}
