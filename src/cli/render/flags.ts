import type { Option } from 'commander';
import { err, ok, type Result } from '../../result.ts';
import { many, onOff, readCommandLine, single, type UsageEnd } from '../command-line.ts';
import { CLUSTER_OPTIONS } from '../live/cluster-flags.ts';

/** The flags of `render` as they were written, each that can stand once checked for disagreement. */
export interface RenderFlags {
  readonly phase?: string;
  readonly ingesterWeight?: string;
  readonly segmentWriterWeight?: string;
  readonly queryBackendFrom?: string;
  readonly chartVersion?: string;
  readonly serverVersion?: string;
  readonly config?: string;
  readonly mode?: string;
  readonly report?: string;
  readonly values: readonly string[];
  readonly set: readonly string[];
  readonly setString: readonly string[];
  readonly correct: readonly string[];
  readonly noCorrect: readonly string[];
  readonly diff: boolean;
  readonly acceptLoss: boolean;
  readonly strict: boolean;
  readonly requireMatch: boolean;
  readonly gate: boolean;
  readonly gateOverride?: string;
  readonly gateUrl?: string;
  readonly acceptDataLoss?: string;
  readonly minSoak?: string;
  readonly namespace?: string;
  readonly kubeContext?: string;
  readonly kubeconfig?: string;
  readonly quiet: boolean;
  readonly debug: boolean;
}

export type FlagsOutcome = Result<RenderFlags, UsageEnd>;

/** commander takes --no-x for the negation of --x; this one is a flag of its own. */
function noCorrect(): Option {
  const option = many('--no-correct <id>', 'leave a correction out, such as A6 (repeatable)');
  option.negate = false;
  option.attributeName = () => 'noCorrect';
  return option;
}

const OPTIONS: readonly (() => Option)[] = [
  () => single('--phase <phase>', 'v1, dual or v2 (default: read off values or manifests)'),
  () => single('--ingester-weight <number>', 'fraction [0, 1] of writes that v1 gets in dual'),
  () => single('--segment-writer-weight <number>', 'fraction [0, 1] of writes that v2 gets in dual'),
  () => single('--query-backend-from <time>', 'auto, or the RFC 3339 time from which v2 answers in dual'),
  () => many('-f, --values <file>', 'values file whose toggles state the intent (repeatable)'),
  () => many('--set <key=value>', 'value as helm --set takes it (repeatable)'),
  () => many('--set-string <key=value>', 'value as helm --set-string takes it (repeatable)'),
  () => single('--config <file>', 'config file (default: phasegate.yaml, from here upward)'),
  () => single('--chart-version <version>', 'chart version, over the label helm.sh/chart'),
  () => single('--server-version <version>', 'server version, over the image tag'),
  () => single('--mode <mode>', 'enforce, check (input unchanged, exit 1 if anything would change) or warn'),
  () => onOff('--diff', 'unified diff on stderr, secrets redacted'),
  () => single('--report <file>', 'JSON of every decision and edit'),
  () => many('--correct <id>', 'make a correction that is not made by default, such as A1 (repeatable)'),
  noCorrect,
  () => onOff('--accept-loss', 'accept migration weights that drop profiles'),
  () => onOff('--strict', 'refuse on warnings'),
  () => onOff('--require-match', 'fail when the stream holds no known release'),
  () => onOff('--gate', 'ask the cluster for proof before a change of phase, and refuse without it'),
  () =>
    single(
      '--gate-override <reason>',
      'let a step through without its proof; the reason is kept in the report',
    ),
  () => single('--gate-url <url>', 'ask a single binary at this address in place of a port-forward'),
  () => single('--accept-data-loss <release>', 'let a step through that loses data of this release'),
  () => single('--min-soak <duration>', 'time in dual that the gate asks for (default 24h)'),
  ...CLUSTER_OPTIONS,
  () => onOff('--quiet', 'print refusals and errors only'),
  () => onOff('--debug', 'print every decision, and stack traces'),
];

/** Reads the flags of `render`; help and usage errors come back as text and exit code. */
export function readFlags(argv: readonly string[]): FlagsOutcome {
  const read = readCommandLine<RenderFlags>(argv, {
    name: 'phasegate render',
    description: 'read manifests on stdin, write them on stdout as the phase asks for',
    options: OPTIONS,
  });
  if (!read.ok) return read;
  const { flags, args } = read.value;
  if (args.length === 0) return ok(flags);
  const text = `phasegate: render takes no argument, manifests come on standard input: ${args.join(' ')}\n`;
  return err({ code: 2, text });
}
