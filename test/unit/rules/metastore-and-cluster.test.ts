import { describeRule } from './examples.ts';
import { RULES } from './metastore-and-cluster-rules.ts';

for (const rule of RULES) describeRule(rule);
