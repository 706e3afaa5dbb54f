import type { PlanReport } from '../../../../src/report/plan/plan-report.ts';
import { OFFLINE } from './offline.ts';
import { REFUSED } from './refused.ts';
import { TO_DUAL } from './to-dual.ts';
import { TO_V2 } from './to-v2.ts';

export const SAMPLES = {
  'to-dual': TO_DUAL,
  'to-v2': TO_V2,
  refused: REFUSED,
  offline: OFFLINE,
} as const satisfies Readonly<Record<string, PlanReport>>;
