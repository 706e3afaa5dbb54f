import { tenantWritePathLeftover } from './parts/tenant-write-path-leftover.ts';
import { writePathAgainstPhase } from './parts/write-path-against-phase.ts';
import { joinedRule } from './shared/joined-rule.ts';

export const writePathLeftover = joinedRule(
  {
    id: 'write-path-leftover',
    severity: 'error',
    summary: 'a write path of the dual phase is left over in v1 or v2',
    why: 'A write path that somebody wrote stays when the phase changes. One equal to the phase’s own is fine.',
  },
  [writePathAgainstPhase, tenantWritePathLeftover],
);
