import { EarlyExit } from '../early-exit.ts';
import type { Result } from '../result.ts';

/** 0 clean or done, 1 findings or a refusal, 2 usage, config or broken input, 3 phasegate's own failure. */
export type ExitCode = 0 | 1 | 2 | 3;

/** How a command ended. */
export type Ending = 'done' | 'refused' | 'unusable input' | 'own failure';

const CODES: Readonly<Record<Ending, ExitCode>> = {
  done: 0,
  refused: 1,
  'unusable input': 2,
  'own failure': 3,
};

/** The one place that makes an exit code, for the process and for reports alike. */
export const exitCodeOf = (ending: Ending): ExitCode => CODES[ending];

/** What the exit code of a pack's command means; a code that phasegate does not have is a failure. */
export const endingOfCode = (code: number): Ending =>
  (Object.keys(CODES) as Ending[]).find((ending) => CODES[ending] === code) ?? 'own failure';

/** The value. @throws EarlyExit with the message for exit code 2 if there is none */
export function orExit<T>(result: Result<T, string>): T {
  if (result.ok) return result.value;
  throw new EarlyExit(result.error);
}

/** @throws EarlyExit if there is a problem */
export function exitOn(problem: string | undefined): void {
  if (problem !== undefined) throw new EarlyExit(problem);
}
