import { joinClauses } from '../../english.ts';
import type { Rule } from '../../step/finding.ts';
import { earliestTime } from '../../times.ts';

/** The proof for a step is missing. */
export const gateClosed: Rule = {
  id: 'gate-closed',
  severity: 'refusal',
  summary: 'the live system does not prove yet that the step is safe',
  message: ({ from = '', to = '', reasons = '', remedies = '', earliest = '', asked = '' }) => ({
    what: `the gate of ${from} → ${to} is closed (asked: ${asked})`,
    why: String(reasons),
    remedy:
      earliest === ''
        ? String(remedies)
        : joinClauses(
            String(remedies),
            `the time in ${from} alone is enough at ${earliestTime(String(earliest))}`,
          ),
  }),
};

/** Somebody let a step through without its proof. */
export const gateOverridden: Rule = {
  id: 'gate-overridden',
  severity: 'warning',
  summary: 'a closed gate was overridden',
  message: ({ from = '', to = '', reasons = '', reason = '', asked = '' }) => ({
    what: `the gate of ${from} → ${to} was closed (asked: ${asked}) and overridden: ${reason}`,
    why: String(reasons),
    remedy: `phasegate verify --phase ${to} afterwards`,
  }),
};

/** Somebody let a step through that loses data. */
export const gateLossAccepted: Rule = {
  id: 'gate-loss-accepted',
  severity: 'warning',
  summary: 'a step that loses data was accepted',
  message: ({ from = '', to = '', refusals = '', release = '', asked = '' }) => ({
    what: `${from} → ${to} goes on, with the data loss accepted (asked: ${asked}): ${refusals}`,
    why: `--accept-data-loss=${release} was given`,
    remedy: `phasegate verify --phase ${to} afterwards`,
  }),
};

export const GATE_RULES: readonly Rule[] = [gateClosed, gateOverridden, gateLossAccepted];
