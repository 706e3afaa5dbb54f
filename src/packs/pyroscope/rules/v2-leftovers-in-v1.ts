import { experimentVariableAgainstPhase } from './parts/experiment-variable-against-phase.ts';
import { v1ModuleFlagsOn2 } from './parts/v1-module-flags-on-2.x.ts';
import { v2FlagsLeftInV1 } from './parts/v2-flags-left-in-v1.ts';
import { joinedRule } from './shared/joined-rule.ts';

export const v2LeftoversInV1 = joinedRule(
  {
    id: 'v2-leftovers-in-v1',
    severity: 'error',
    summary: 'a flag or variable of another phase or major is left over, and the server exits',
    why: 'What tuned one phase stays in the values when the phase or the chart changes, and the server no longer takes it.',
  },
  [v2FlagsLeftInV1, experimentVariableAgainstPhase, v1ModuleFlagsOn2],
);
