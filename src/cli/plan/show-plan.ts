import { PLAIN } from '../../report/finding-text.ts';
import { PLAN_FORMATS, type PlanFormatName } from '../../report/plan/index.ts';
import type { PlanReport } from '../../report/plan/plan-report.ts';
import type { Result } from '../../result.ts';
import { fail, writeResult } from '../finish.ts';
import { readOutputs, writeOutputs } from '../formats.ts';
import type { ExitCode, Io } from '../io.ts';
import { paintFor } from '../paint.ts';
import type { PlanFlags } from './flags.ts';

/** Refused steps and errors of the linter make the exit code 1; a closed gate may open by waiting, and does not. */
const exitCodeOf = ({ notices, findings }: PlanReport): ExitCode =>
  notices.some(({ severity }) => severity === 'refusal') ||
  findings.some(({ severity }) => severity === 'error')
    ? 1
    : 0;

/** Writes a plan in each format that is asked for. */
export async function showPlan(
  plan: Result<PlanReport, string>,
  flags: PlanFlags,
  io: Io,
): Promise<ExitCode> {
  if (!plan.ok) return fail(io, plan.error);
  const outputs = readOutputs(flags.format, Object.keys(PLAN_FORMATS) as PlanFormatName[]);
  if (!outputs.ok) return fail(io, outputs.error);
  const printed = await writeOutputs(
    outputs.value,
    async ({ format, file }) => {
      const paint = file === undefined && format === 'text' ? await paintFor(io.colourOnStdout) : PLAIN;
      return (await PLAN_FORMATS[format]())(plan.value, paint);
    },
    io,
  );
  if (!printed.ok) return fail(io, printed.error);
  return writeResult(printed.value, io) === 0 ? exitCodeOf(plan.value) : 2;
}
