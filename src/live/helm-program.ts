import { err, ok, type Result } from '../result.ts';
import { helmFlags } from './address-text.ts';
import type { LiveProblem } from './live-problem.ts';
import type { LiveSetup } from './live-setup.ts';
import { runProblem } from './run-problem.ts';
import { type RunFailure, runProgram } from './run-program.ts';

/** All that helm is ever asked; none of these changes anything. */
export type HelmVerb = 'history' | 'get metadata' | 'get values' | 'get manifest';

export interface HelmQuestion {
  readonly verb: HelmVerb;
  readonly release: string;
  readonly flags: readonly string[];
}

/** Runs helm. `release: not found` is left to the caller, who knows what was looked for. */
export async function askHelm(
  setup: LiveSetup,
  question: HelmQuestion,
  notFound: LiveProblem,
): Promise<Result<string, LiveProblem>> {
  const { address, children, timeout, programs } = setup;
  const args = [
    ...question.verb.split(' '),
    ...question.flags,
    ...helmFlags(address),
    '--',
    question.release,
  ];
  const ran = await runProgram({ program: programs.helm, args, timeout }, children);
  if (ran.ok) return ok(ran.value);
  if (saysNotFound(ran.error)) return err(notFound);
  const asked = { program: 'helm', path: programs.helm, question: questionText(question), address } as const;
  return err(runProblem(ran.error, asked));
}

/** Helm 3.21 and Helm 4.2 say the same, also for a revision that is gone. */
const saysNotFound = (failure: RunFailure): boolean =>
  failure.kind === 'failed' && /^Error: release: not found$/m.test(failure.stderr);

/** What a person would type. */
export const questionText = ({ verb, release, flags }: HelmQuestion): string =>
  ['helm', verb, release, ...flags].join(' ');
