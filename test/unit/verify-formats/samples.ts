import type { CheckResult } from '../../../src/checks/check.ts';
import type { SoakFigures } from '../../../src/report/soak-progress.ts';
import type { VerifyReport } from '../../../src/report/verify/verify-report.ts';

const HOUR = 3_600_000;

export function check(status: CheckResult['status'], more: Partial<CheckResult> = {}): CheckResult {
  return {
    id: 'raft-leader',
    title: 'the metastore has a leader',
    status,
    seen: 'pyroscope_metastore_raft_state{state="Leader"} 1 on 1 of 1 pods',
    expected: 'one Leader',
    why: 'without one no block of v2 is recorded, and pushes still answer 200',
    command:
      "kubectl -n observability port-forward pod/profiles-metastore-0 4040 & curl -s 'localhost:4040/metrics' | grep raft_state",
    ...more,
  };
}

export function soak(hours: number, more: Partial<SoakFigures> = {}): SoakFigures {
  return {
    phase: 'dual',
    since: '2026-11-20T10:00:00Z',
    durationMs: hours * HOUR,
    neededMs: 24 * HOUR,
    isProvable: true,
    ...more,
  };
}

export function report(more: Partial<VerifyReport> = {}): VerifyReport {
  return {
    version: '0.0.0',
    time: '2026-11-20T22:00:00.000Z',
    release: { name: 'profiles', namespace: 'observability', kubeContext: 'blue' },
    phase: 'dual',
    phaseSource: 'the manifest of revision 3',
    chart: '2.2.1',
    revision: 3,
    checks: [check('ok')],
    isGreen: false,
    ...more,
  };
}

const OTHERS: readonly CheckResult[] = [
  check('failed', {
    id: 'write-paths',
    title: 'both paths are written',
    seen: 'segment-writer 0 of 40 | ingester 40 of 40',
    expected: 'every profile on both',
    why: 'what v2 does not get is gone with v1',
  }),
  check('waiting', { id: 'compaction', title: 'compaction works', seen: 'no job has ended yet' }),
  check('unknown', {
    id: 'v2-window',
    title: 'v2 holds what v1 holds',
    seen: '/ready gave no answer within 10 s',
  }),
  check('skipped', { id: 'after-v2', title: 'v1 is gone', seen: 'not in dual' }),
];

/** Each status once, and half of the time. */
export const HALF = report({
  checks: [check('ok'), ...OTHERS],
  soak: soak(12, { earliest: '2026-11-21T10:00:00Z' }),
});

export const GREEN = report({ checks: [check('ok'), check('skipped')], soak: soak(24), isGreen: true });

/** A phase that nobody has to wait in, of a release outside any named context. */
export const IN_V2 = report({
  release: { name: 'profiles', namespace: 'observability' },
  phase: 'v2',
  phaseSource: '--phase',
  isGreen: true,
});
