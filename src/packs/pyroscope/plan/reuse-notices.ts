import type { PlanNotice } from '../../../report/plan/plan-report.ts';
import { reuseFlag } from '../runbook/reuse-flag.ts';
import type { PyroscopeValues } from '../values/pyroscope-values.ts';
import { compareVersions } from '../versions.ts';

const REMEDY = 'write both storage toggles out before a chart upgrade';

/** What Helm's two ways to keep values do between the charts of a step (audit section 3). */
export function reuseNotices(before: PyroscopeValues, after: PyroscopeValues): readonly PlanNotice[] {
  const [from, to] = [before.chart, after.chart];
  if (compareVersions(from, to) === 0) return [];
  const works = reuseFlag(from, to) === '--reuse-values';
  return [
    {
      id: 'reuse-values',
      severity: works ? 'note' : 'warning',
      what: works
        ? `--reuse-values works from chart ${from} to ${to}, and keeps the old chart's defaults as if they were written`
        : `--reuse-values fails from chart ${from} to ${to}: the new templates want keys that the old defaults lack`,
      why: "it lays the old chart's defaults over the new ones",
      remedy: works ? REMEDY : `use --reset-then-reuse-values, and ${REMEDY}`,
    },
    {
      id: 'reset-then-reuse-values',
      severity: 'note',
      what: `--reset-then-reuse-values works from chart ${from} to ${to}, and takes the new defaults under what was written`,
      why: 'toggles that nobody wrote follow the defaults, which flip in chart 2.0.2',
      remedy: REMEDY,
    },
  ];
}
