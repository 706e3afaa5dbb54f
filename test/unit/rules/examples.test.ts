import { RULES } from '../../../src/packs/pyroscope/rules/index.ts';
import { describeRule, ofValues } from './examples.ts';

// Those that only manifests can show have their examples in manifest-examples.test.ts.
for (const rule of RULES.filter(({ bad }) => bad.some(ofValues))) describeRule(rule);
