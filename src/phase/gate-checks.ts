import type { CheckResult, CheckStatus } from './check.ts';
import { type GateReason, OR_OVERRIDE } from './gate-reason.ts';

const WORDS: Readonly<Record<Exclude<CheckStatus, 'ok' | 'skipped'>, string>> = {
  failed: 'failed',
  waiting: 'not there yet',
  unknown: 'could not be asked',
};

const NOT_RUN: GateReason = {
  what: 'nothing proves that the present phase works: no check was run',
  remedy: `run phasegate verify and let it turn green, ${OR_OVERRIDE}`,
};

function reasonOf({ title, status, seen, expected, command }: CheckResult): readonly GateReason[] {
  if (status === 'ok' || status === 'skipped') return [];
  return [
    { what: `${title}: ${WORDS[status]} (seen: ${seen}; expected: ${expected})`, remedy: `look: ${command}` },
  ];
}

/** What the checks of the present phase leave unproven. Skipped ones prove nothing and hold nothing up. */
export function checkReasons(checks: readonly CheckResult[] | undefined): readonly GateReason[] {
  const reasons = (checks ?? []).flatMap(reasonOf);
  if (reasons.length > 0) return reasons;
  return checks?.some(({ status }) => status === 'ok') ? [] : [NOT_RUN];
}
