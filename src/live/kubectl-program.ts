import { err, type Result } from '../result.ts';
import { kubectlFlags } from './address-text.ts';
import type { Asked } from './asked.ts';
import type { LiveProblem } from './live-problem.ts';
import type { LiveSetup } from './live-setup.ts';
import { runProblem } from './run-problem.ts';
import { runProgram } from './run-program.ts';

/** What kubectl is asked; `port-forward` is the third and last verb (port-forward.ts). */
export interface KubectlQuestion {
  readonly verb: 'get' | 'logs';
  readonly args: readonly string[];
}

/** kubectl's own limit comes first, because its error says more than a killed program. */
const LONGER_THAN_A_REQUEST = 1_000;

/** Runs kubectl and gives what it prints. */
export async function askKubectl(
  setup: LiveSetup,
  question: KubectlQuestion,
): Promise<Result<string, LiveProblem>> {
  const { address, children, timeout, programs } = setup;
  const limit = `--request-timeout=${timeout}ms`;
  const args = [question.verb, ...question.args, ...kubectlFlags(address), limit];
  const ran = await runProgram(
    { program: programs.kubectl, args, timeout: timeout + LONGER_THAN_A_REQUEST },
    children,
  );
  return ran.ok ? ran : err(runProblem(ran.error, askedOf(setup, question.verb, question.args)));
}

export const askedOf = ({ programs, address }: LiveSetup, verb: string, args: readonly string[]): Asked => ({
  program: 'kubectl',
  path: programs.kubectl,
  question: ['kubectl', verb, ...args].join(' '),
  address,
});
