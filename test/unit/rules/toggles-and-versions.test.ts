import { describeRule } from './examples.ts';
import { RULES } from './toggles-and-versions-rules.ts';

for (const rule of RULES) describeRule(rule);
