import type { CheckResult } from '../../checks/check.ts';
import type { InstalledRelease, Revision } from '../../live/cluster.ts';
import { type Case, likely, type Pack } from '../../pack.ts';
import { type Soak, soakBeforeNext, soakOf } from '../../step/soak.ts';
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

/** The soak of a phase that must be kept for a time; undefined for any other. */
export function soakOfRelease({
  pack,
  phase,
  of,
  timeLine,
  minSoakMs,
}: Pick<Verified, 'pack' | 'phase' | 'of' | 'timeLine' | 'minSoakMs'>):
  | { readonly neededMs: number; readonly soak: Soak }
  | undefined {
  const asked = soakBeforeNext(pack, of);
  if (asked === undefined) return undefined;
  const neededMs = minSoakMs ?? asked;
  return { neededMs, soak: soakOf({ phase, timeLine, now: of.clock, minSoakMs: neededMs }) };
}

/** Puts together what was found out about a phase. */
export function verifyReport(verified: Verified): VerifyReport {
  const { installed, kubeContext, revision, phase, phaseSource, of, checks } = verified;
  const soak = soakOfRelease(verified);
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
    ...(soak && { soak: soakFigures(phase, soak.neededMs, soak.soak) }),
    isGreen: isGreen && checks.some(({ status }) => status === 'ok') && (soak?.soak.isLongEnough ?? true),
  };
}
