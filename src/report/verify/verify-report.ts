import type { CheckResult } from '../../checks/check.ts';

/** How long the release has been in its phase, in one piece. */
export interface VerifiedSoak {
  readonly phase: string;
  /** RFC 3339; undefined where the history does not show it. */
  readonly since?: string;
  readonly durationMs: number;
  readonly neededMs: number;
  readonly isProvable: boolean;
  /** RFC 3339: when the soak alone would be enough. */
  readonly earliest?: string;
}

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
  readonly soak?: VerifiedSoak;
  /** Whether every check that applies is green, and the soak, where one is needed, is over. */
  readonly isGreen: boolean;
}
