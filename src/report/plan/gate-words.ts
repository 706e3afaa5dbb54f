import { earliestText } from '../../times.ts';
import type { PlanReport } from './plan-report.ts';

/** `open`, `closed, opens 2026-11-21 13:36 UTC (in 5 h 40 min) at the earliest`, or that nobody asked. */
export function gateText({ gate, time }: PlanReport): string {
  if (gate === undefined) return 'not asked';
  if (gate.isOpen) return 'open';
  return gate.earliest === undefined
    ? 'closed'
    : `closed, opens ${earliestText(gate.earliest, time)} at the earliest`;
}
