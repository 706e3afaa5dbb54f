import { describeRule } from './examples.ts';
import { RULES } from './migration-and-storage-rules.ts';

for (const rule of RULES) describeRule(rule);
