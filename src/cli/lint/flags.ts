import {
  booleanOption,
  DEBUG,
  type FlagsOf,
  listOption,
  usageError,
  valueOption,
} from '../../command-line.ts';
import { type CommandShape, readCommandLine } from '../command-line.ts';
import { CONFIG_OPTIONS, setFlagsOf, VALUES_OPTIONS, type ValuesFlags } from '../shared-options.ts';
import { valuesFilesOption } from '../values-option.ts';

const OPTIONS = {
  ...VALUES_OPTIONS,
  chartVersion: valueOption('--chart-version <version>', 'chart version', {
    default: 'the version found near the values, else the newest known',
    config: 'chartVersion',
  }),
  fromChartVersion: valueOption(
    '--from-chart-version <version>',
    'also lint the upgrade from this chart version',
  ),
  fromValues: valuesFilesOption('--from-values <file>', 'also lint the change from these values'),
  format: listOption('--format <name[=file]>', 'text, json, sarif, junit, github or gitlab', {
    default: 'text',
  }),
  fix: booleanOption('--fix', 'apply unambiguous fixes to the files'),
  fixDryRun: booleanOption('--fix-dry-run', 'show the fixes as a diff, without writing them'),
  failOn: valueOption(
    '--fail-on <severity>',
    'lowest severity that makes the exit code 1: error, warning or never',
    {
      default: 'error',
      config: 'lint.failOn',
    },
  ),
  baseline: valueOption('--baseline <file>', 'baseline of accepted findings, which are not reported again', {
    config: 'lint.baseline',
  }),
  writeBaseline: booleanOption('--write-baseline', 'accept all current findings: write them to the baseline'),
  stdinFilename: valueOption('--stdin-filename <name>', 'file name to report for standard input'),
  schema: valueOption('--schema <file>', "your own JSON Schema, checked in addition to the pack's", {
    config: 'lint.schema',
  }),
  pack: valueOption('--pack <name>', 'lint values of this pack alone', {
    default: 'each file by the pack of its chart',
  }),
  ...CONFIG_OPTIONS,
  info: booleanOption(
    '--info',
    'show infos in text output (other formats always include them), and say so where nothing was found',
  ),
  quiet: booleanOption('--quiet', 'print no notes on stderr'),
  debug: DEBUG,
};

const SHAPE: CommandShape<typeof OPTIONS> = {
  name: 'lint',
  options: OPTIONS,
  args: '[FILE…|-]',
  examples: {
    'lint one file': 'phasegate lint values.yaml',
    'lint one release, merged as Helm merges it':
      'phasegate lint -f values.yaml -f production.yaml --set a.b=c',
    'lint an upgrade to another chart version':
      'phasegate lint values.yaml --from-chart-version 1.21.0 --chart-version 2.2.1',
    'write SARIF for a code scanner': "phasegate lint 'deploy/**/values*.yaml' --format sarif=lint.sarif",
  },
};

export type LintFlags = FlagsOf<typeof OPTIONS> & {
  /** Names, globs and `-`; none where one release is linted. */
  readonly files: readonly string[];
};

/** Whether one merged release is linted, and not each file on its own. */
export const lintsRelease = (flags: ValuesFlags): boolean =>
  flags.values.length > 0 || setFlagsOf(flags).length > 0;

function mistakeIn(flags: LintFlags): string | undefined {
  if (flags.files.length > 0 && lintsRelease(flags))
    return 'give either files or -f and --set: FILE lints each file on its own, -f and --set lint one merged release';
  if (flags.files.length === 0 && !lintsRelease(flags))
    return 'lint needs files (phasegate lint values.yaml) or a release (-f values.yaml --set …)';
  if (flags.fix && flags.fixDryRun) return 'use either --fix or --fix-dry-run, not both';
  if (flags.fix && flags.files.includes('-'))
    return '--fix needs a file to write; use --fix-dry-run to see the change';
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
