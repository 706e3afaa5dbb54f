import { join } from 'node:path';
import { booleanOption, DEBUG } from '../../command-line.ts';
import { EarlyExit } from '../../early-exit.ts';
import type { LintFinding } from '../../lint/lint-result.ts';
import type { RunReport } from '../../report/run-report.ts';
import { keptReportText } from '../../report/run-text.ts';
import { reportFolder, storedReports } from '../../report/state-folder.ts';
import { type CommandShape, readCommandLine } from '../command-line.ts';
import { readTextOf } from '../inputs.ts';
import type { Command } from '../io.ts';
import { printResult } from '../outputs.ts';

const OPTIONS = { json: booleanOption('--json', 'print the stored report as JSON'), debug: DEBUG };

const SHAPE: CommandShape<typeof OPTIONS> = {
  name: 'report',
  options: OPTIONS,
  examples: { 'see what the last helm upgrade changed': 'phasegate report' },
};

/** Versions before 0.2.0 kept reports of another shape. */
const isReport = (data: unknown): data is RunReport => {
  const { releases } = (data ?? {}) as Partial<RunReport>;
  return (
    Array.isArray(releases) &&
    releases.every(({ findings }) =>
      findings.every(({ audit }: Partial<LintFinding>) => Array.isArray(audit)),
    )
  );
};

/** A kept report may be cut off: the disk was full, or the machine stopped. @throws EarlyExit */
function readReport(file: string, text: string): RunReport {
  try {
    const report: unknown = JSON.parse(text);
    if (isReport(report)) return report;
  } catch {
    // Reported below, as any other text that is not a report.
  }
  throw new EarlyExit(
    `phasegate: ${file} is not a complete report of this version; the next render stores a new one`,
  );
}

/** `phasegate report`: the last run's report, where Helm threw the diagnostics away. */
export const report: Command = async (argv, io) => {
  const { flags } = readCommandLine(argv, SHAPE);
  const folder = reportFolder(io.env);
  const last = storedReports(folder).at(-1);
  if (last === undefined) {
    io.writeError(
      `phasegate: no report in ${folder}; render stores one for each run that finds a release or refuses the stream\n`,
    );
    return 'refused';
  }
  const file = join(folder, last);
  const text = readTextOf(file, file, io);
  const kept = readReport(file, text);
  return printResult(flags.json ? text : keptReportText(kept), io);
};
