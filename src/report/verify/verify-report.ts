import type { CheckResult } from '../../checks/check.ts';
import type { SoakFigures } from '../soak-progress.ts';

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
