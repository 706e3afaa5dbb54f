import { RULES } from '../../../src/packs/pyroscope/rules/index.ts';
import { experimentVariableAgainstPhase } from '../../../src/packs/pyroscope/rules/parts/experiment-variable-against-phase.ts';
import { v1ModuleFlagsOn2 } from '../../../src/packs/pyroscope/rules/parts/v1-module-flags-on-2.x.ts';
import { v2FlagsLeftInV1 } from '../../../src/packs/pyroscope/rules/parts/v2-flags-left-in-v1.ts';
import { describeRule } from './examples.ts';

const PARTS = [experimentVariableAgainstPhase, v1ModuleFlagsOn2, v2FlagsLeftInV1];

// The examples of a joined rule are those of its parts.
for (const rule of [...RULES.filter(({ id }) => id !== 'v2-leftovers-in-v1'), ...PARTS]) describeRule(rule);
