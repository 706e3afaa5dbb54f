import type { CheckResult } from '../../checks/check.ts';
import type { InstalledRelease, Revision } from '../../live/cluster.ts';
import { type Case, likely, type Pack } from '../../pack.ts';
import { soakBeforeNext, soakOf } from '../../step/soak.ts';
import type { TimeLine } from '../../step/time-line.ts';
import { VERSION } from '../../version.ts';
import { type SoakFigures, soakFigures } from '../soak-progress.ts';

/** What `phasegate verify` found out about one phase on the live system. */
export interface VerifyReport {
  readonly version: string;
  /** RFC 3339. */
  readonly time: string;
  readonly release: { readonly name: string; readonly namespace: string; readonly kubeContext?: string };
  /** The phase that was verified, and where it was read. */
  readonly phase: string;
  readonly phaseSource: string;
  readonly chart: string;
  readonly revision: number;
  readonly checks: readonly CheckResult[];
  readonly soak?: SoakFigures;
  /** Whether every check that applies is green, and the soak, where one is needed, is over. */
  readonly isGreen: boolean;
}

/** A phase that was verified, with all that was found out about it. */
interface Verified {
  readonly pack: Pick<Pack, 'phases' | 'transition'>;
  readonly installed: InstalledRelease;
  readonly kubeContext?: string;
  readonly revision: Revision;
  readonly phase: string;
  readonly phaseSource: string;
  /** What the checks were run over. */
  readonly of: Case;
  readonly timeLine: TimeLine;
  readonly checks: readonly CheckResult[];
  /** In place of the time that the pack asks for. */
  readonly minSoakMs?: number;
}

/** The soak of a phase that must be kept for a time, and whether it is over. */
function soakFor({ pack, phase, of, timeLine, minSoakMs }: Verified) {
  const asked = soakBeforeNext(pack, of);
  if (asked === undefined) return undefined;
  const neededMs = minSoakMs ?? asked;
  const soak = soakOf({ phase, timeLine, now: of.clock, minSoakMs: neededMs });
  return { figures: soakFigures(phase, neededMs, soak), isLongEnough: soak.isLongEnough };
}

/** Puts together what was found out about a phase. */
export function verifyReport(verified: Verified): VerifyReport {
  const { installed, kubeContext, revision, phase, phaseSource, of, checks } = verified;
  const soak = soakFor(verified);
  const isGreen = checks.every(({ status }) => status === 'ok' || status === 'skipped');
  return {
    version: VERSION,
    time: new Date(of.clock).toISOString(),
    release: {
      name: installed.name,
      namespace: installed.namespace,
      ...(kubeContext !== undefined && { kubeContext }),
    },
    phase,
    phaseSource,
    chart: likely(of.now.chart) ?? installed.chartVersion,
    revision: revision.revision,
    checks,
    ...(soak && { soak: soak.figures }),
    isGreen: isGreen && checks.some(({ status }) => status === 'ok') && (soak?.isLongEnough ?? true),
  };
}
