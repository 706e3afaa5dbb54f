import { RULES } from '../../../src/packs/pyroscope/rules/index.ts';
import { describeRule } from './examples.ts';

// Those that only manifests can show have their examples in manifest-examples.test.ts.
for (const rule of RULES.filter(({ invalid }) => invalid.length > 0)) describeRule(rule);
