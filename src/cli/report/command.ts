import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunReport } from '../../report/run-report.ts';
import { keptReportText } from '../../report/run-text.ts';
import { reportFolder, storedReports } from '../../report/state-folder.ts';
import { type CommandShape, onOff, readCommandLine } from '../command-line.ts';
import { endUsage } from '../finish.ts';
import type { Command, ExitCode, Io } from '../io.ts';

const SHAPE: CommandShape = {
  name: 'phasegate report',
  description: 'show what the last render decided and changed',
  options: [() => onOff('--json', 'the report as it was kept')],
};

function showLast(json: boolean, io: Io): ExitCode {
  const folder = reportFolder(io.env);
  const last = storedReports(folder).at(-1);
  if (last === undefined) {
    io.writeError(
      `phasegate: no report is kept in ${folder}; render writes one for each run that finds a release\n`,
    );
    return 1;
  }
  const text = readFileSync(join(folder, last), 'utf8');
  const written = io.writeOut(json ? text : keptReportText(JSON.parse(text) as RunReport));
  return written.ok ? 0 : 2;
}

/** `phasegate report`: the last run's report, where Helm threw the diagnostics away. */
export const report: Command = async (argv, io) => {
  const read = readCommandLine<{ json: boolean }>(argv, SHAPE);
  return read.ok ? showLast(read.value.flags.json, io) : endUsage(read.error, io);
};
