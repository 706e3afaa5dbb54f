import { RULES } from '../../../src/packs/pyroscope/rules/index.ts';
import { experimentVariableAgainstPhase } from '../../../src/packs/pyroscope/rules/parts/experiment-variable-against-phase.ts';
import { v1ModuleFlagsOn2 } from '../../../src/packs/pyroscope/rules/parts/v1-module-flags-on-2.x.ts';
import { v2FlagsLeftInV1 } from '../../../src/packs/pyroscope/rules/parts/v2-flags-left-in-v1.ts';
import { describeRule } from './examples.ts';

const PARTS = [experimentVariableAgainstPhase, v1ModuleFlagsOn2, v2FlagsLeftInV1];

// The examples of a joined rule are those of its parts; some rules have none that lint can judge.
const own = RULES.filter(({ id, invalid }) => id !== 'v2-leftovers-in-v1' && invalid.length > 0);
for (const rule of [...own, ...PARTS]) describeRule(rule);
