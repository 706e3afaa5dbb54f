import type { CheckResult } from '../../../checks/check.ts';
import type { InstalledRelease } from '../../../live/cluster.ts';
import type { SoakFigures } from '../../../report/soak-progress.ts';
import type { VerifyReport } from '../../../report/verify/verify-report.ts';
import { type Soak, soakOf } from '../../../step/soak.ts';
import type { TimeLine } from '../../../step/time-line.ts';
import { VERSION } from '../../../version.ts';
import type { Phase } from '../facts/phases.ts';
import type { StoredManifest } from './installed.ts';
import { TRANSITIONS } from './table.ts';

interface VerifiedPhase {
  readonly installed: InstalledRelease;
  readonly kubeContext?: string;
  readonly stored: StoredManifest;
  readonly revision: number;
  readonly phase: Phase;
  readonly phaseSource: string;
  readonly timeLine: TimeLine;
  readonly checks: readonly CheckResult[];
  readonly minSoakMs?: number;
  readonly now: Date;
}

/** The only phase that has to be kept for a time before the next. */
const SOAKED: Phase = 'dual';

function soakFor({
  phase,
  timeLine,
  now,
  minSoakMs,
}: VerifiedPhase): { soak: Soak; neededMs: number } | undefined {
  if (phase !== SOAKED) return undefined;
  const neededMs = minSoakMs ?? TRANSITIONS.dual.v2.soakMs ?? 0;
  return { soak: soakOf({ phase, timeLine, now: now.getTime(), minSoakMs: neededMs }), neededMs };
}

function shownSoak(phase: Phase, { soak, neededMs }: { soak: Soak; neededMs: number }): SoakFigures {
  const { since, durationMs, isProvable, earliestPass } = soak;
  return {
    phase,
    durationMs,
    neededMs,
    isProvable,
    ...(since !== undefined && { since }),
    ...(earliestPass !== undefined && { earliest: earliestPass }),
  };
}

/** Puts together what was found out about a phase. */
export function buildReport(verified: VerifiedPhase): VerifyReport {
  const { installed, kubeContext, stored, revision, phase, phaseSource, checks, now } = verified;
  const soak = soakFor(verified);
  const isGreen = checks.every(({ status }) => status === 'ok' || status === 'skipped');
  return {
    version: VERSION,
    time: now.toISOString(),
    release: {
      name: installed.name,
      namespace: installed.namespace,
      ...(kubeContext !== undefined && { kubeContext }),
    },
    phase,
    phaseSource,
    chart: stored.chart,
    revision,
    checks,
    ...(soak && { soak: shownSoak(phase, soak) }),
    isGreen: isGreen && checks.some(({ status }) => status === 'ok') && (soak?.soak.isLongEnough ?? true),
  };
}
