import type { CheckResult } from '../../../phase/check.ts';
import type { Phase } from '../phases.ts';
import type { CheckContext, Observation, PyroscopeCheck } from './check.ts';

/** A check in parts: its words, and how it looks. */
export interface CheckSpec {
  readonly id: string;
  readonly title: string;
  readonly phases: readonly Phase[];
  readonly alone?: true;
  readonly why: string;
  readonly expected: (context: CheckContext) => string;
  /** A shell line that shows a person the same. */
  readonly command: (context: CheckContext) => string;
  readonly observe: (context: CheckContext) => Promise<Observation>;
}

export function defineCheck(spec: CheckSpec): PyroscopeCheck {
  const { id, title, phases, why } = spec;
  const without = (context: CheckContext, { status, seen }: Observation): CheckResult => ({
    id,
    title,
    status,
    seen,
    expected: spec.expected(context),
    why,
    command: spec.command(context),
  });
  const run = async (context: CheckContext): Promise<CheckResult> =>
    without(context, await spec.observe(context));
  return { id, title, phases, alone: spec.alone === true, run, without };
}
