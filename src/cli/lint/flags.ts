import { err, ok, type Result } from '../../result.ts';
import { many, onOff, readCommandLine, single, type UsageEnd } from '../command-line.ts';
import { VALUES_OPTIONS, type ValuesFlags } from '../values-flags.ts';

/** The flags of `lint` as they were written. */
export interface LintFlags extends ValuesFlags {
  readonly files: readonly string[];
  readonly chartVersion?: string;
  readonly fromChartVersion?: string;
  readonly fromValues: readonly string[];
  readonly format: readonly string[];
  readonly fix: boolean;
  readonly fixDryRun: boolean;
  readonly failOn?: string;
  readonly baseline?: string;
  readonly writeBaseline: boolean;
  readonly stdinFilename?: string;
  readonly schema?: string;
  readonly pack?: string;
  readonly config?: string;
  readonly info: boolean;
  readonly quiet: boolean;
  readonly debug: boolean;
}

const OPTIONS = [
  ...VALUES_OPTIONS,
  () =>
    single('--chart-version <version>', 'chart version (default: read off what is around, else the newest)'),
  () => single('--from-chart-version <version>', 'lint the upgrade from this chart version as well'),
  () => many('--from-values <file>', 'lint the change from these values as well (repeatable)'),
  () =>
    many('--format <name[=file]>', 'text, json, sarif, junit, github or gitlab (repeatable; default text)'),
  () => onOff('--fix', 'write the mends that are safe to the files'),
  () => onOff('--fix-dry-run', 'show the mends as a diff, and write nothing'),
  () => single('--fail-on <severity>', 'exit code 1 from error (default) or warning on, or never'),
  () => single('--baseline <file>', 'accepted findings, which are not reported again'),
  () => onOff('--write-baseline', 'accept all findings: write them to the baseline'),
  () => single('--stdin-filename <name>', 'the name of what comes on standard input'),
  () => single('--schema <file>', "a JSON Schema of your own beside the pack's"),
  () => single('--pack <name>', 'the pack whose rules are run'),
  () => single('--config <file>', 'config file (default: phasegate.yaml, from here upward)'),
  () => onOff('--info', 'print infos as well (text; the other formats hold them anyway)'),
  () => onOff('--quiet', 'no notes on standard error'),
  () => onOff('--debug', 'stack traces of own failures'),
];

const takesRelease = ({ values, set, setString, setJson, setFile, setLiteral }: ValuesFlags): boolean =>
  [values, set, setString, setJson, setFile, setLiteral].some((given) => given.length > 0);

function mistake(flags: LintFlags): string | undefined {
  if (flags.files.length > 0 && takesRelease(flags))
    return 'FILE lints each file on its own, -f and --set lint one release: give the one or the other';
  if (flags.files.length === 0 && !takesRelease(flags))
    return 'lint takes files (phasegate lint values.yaml) or a release (-f values.yaml --set …)';
  if (flags.fix && flags.fixDryRun) return '--fix and --fix-dry-run exclude each other';
  if (flags.fix && flags.files.includes('-')) return '--fix needs a file; --fix-dry-run shows the change';
  return undefined;
}

/** Reads the flags of `lint`; help and usage errors come back as text and exit code. */
export function readLintFlags(argv: readonly string[]): Result<LintFlags, UsageEnd> {
  const read = readCommandLine<Omit<LintFlags, 'files'>>(argv, {
    name: 'phasegate lint',
    description: 'find what is wrong in values before anything is rendered',
    options: OPTIONS,
    args: '[FILE…|-]',
  });
  if (!read.ok) return read;
  const flags = { ...read.value.flags, files: read.value.args };
  const wrong = mistake(flags);
  return wrong === undefined ? ok(flags) : err({ code: 2, text: `phasegate: ${wrong}\n` });
}

export const lintsRelease = takesRelease;
