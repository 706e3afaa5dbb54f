import {
  booleanOption,
  type CommandShape,
  DEBUG,
  type FlagsOf,
  listOption,
  readCommandLine,
  usageError,
  valueOption,
} from '../command-line.ts';
import { VALUES_OPTIONS, type ValuesFlags } from '../shared-options.ts';

const OPTIONS = {
  ...VALUES_OPTIONS,
  chartVersion: valueOption('--chart-version <version>', 'chart version', {
    default: 'the one named near the values, else the newest known',
    config: 'chartVersion',
  }),
  fromChartVersion: valueOption(
    '--from-chart-version <version>',
    'also lint the upgrade from this chart version',
  ),
  fromValues: listOption('--from-values <file>', 'also lint the change from these values'),
  format: listOption('--format <name[=file]>', 'text, json, sarif, junit, github or gitlab', {
    default: 'text',
  }),
  fix: booleanOption('--fix', 'apply the safe fixes to the files'),
  fixDryRun: booleanOption('--fix-dry-run', 'show the fixes as a diff, without writing them'),
  failOn: valueOption(
    '--fail-on <severity>',
    'exit with code 1 from this severity: error, warning or never',
    {
      default: 'error',
      config: 'lint.failOn',
    },
  ),
  baseline: valueOption('--baseline <file>', 'file of accepted findings, which are not reported again', {
    config: 'lint.baseline',
  }),
  writeBaseline: booleanOption('--write-baseline', 'accept all findings: write them to the baseline'),
  stdinFilename: valueOption('--stdin-filename <name>', 'file name for what comes from standard input'),
  schema: valueOption('--schema <file>', "a JSON Schema of your own, checked as well as the pack's", {
    config: 'lint.schema',
  }),
  pack: valueOption('--pack <name>', 'the pack whose rules are run', { config: 'lint.pack' }),
  config: valueOption('--config <file>', 'config file', {
    default: 'the nearest phasegate.yaml, from here upward',
    variable: 'PHASEGATE_CONFIG',
  }),
  info: booleanOption('--info', 'show infos too (in text; the other formats always hold them)'),
  quiet: booleanOption('--quiet', 'no notes on standard error'),
  debug: DEBUG,
};

const SHAPE: CommandShape<typeof OPTIONS> = {
  name: 'lint',
  options: OPTIONS,
  args: '[FILE…|-]',
  examples: {
    'each file on its own': 'phasegate lint values.yaml',
    'one release, as helm merges it': 'phasegate lint -f values.yaml -f production.yaml --set a.b=c',
    'the upgrade to another chart':
      'phasegate lint values.yaml --from-chart-version 1.21.0 --chart-version 2.2.1',
    'for a code scanner': "phasegate lint 'deploy/**/values*.yaml' --format sarif=lint.sarif",
  },
};

export type LintFlags = FlagsOf<typeof OPTIONS> & {
  /** Names, globs and `-`; none where one release is linted. */
  readonly files: readonly string[];
};

/** Whether one merged release is linted, and not each file on its own. */
export const lintsRelease = ({
  values,
  set,
  setString,
  setJson,
  setFile,
  setLiteral,
}: ValuesFlags): boolean =>
  [values, set, setString, setJson, setFile, setLiteral].some((given) => given.length > 0);

function mistakeIn(flags: LintFlags): string | undefined {
  if (flags.files.length > 0 && lintsRelease(flags))
    return 'FILE lints each file on its own, -f and --set lint one release: give the one or the other';
  if (flags.files.length === 0 && !lintsRelease(flags))
    return 'lint takes files (phasegate lint values.yaml) or a release (-f values.yaml --set …)';
  if (flags.fix && flags.fixDryRun) return '--fix and --fix-dry-run exclude each other';
  if (flags.fix && flags.files.includes('-')) return '--fix needs a file; --fix-dry-run shows the change';
  return undefined;
}

/** Reads the flags of `lint`. @throws EarlyExit for help and for mistakes */
export function readLintFlags(argv: readonly string[]): LintFlags {
  const { flags, args: files } = readCommandLine(argv, SHAPE);
  const read = { ...flags, files };
  const mistake = mistakeIn(read);
  if (mistake !== undefined) throw usageError(mistake);
  return read;
}
