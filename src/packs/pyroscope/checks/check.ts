import type { Endpoint, LiveClaim, LivePod } from '../../../live/cluster.ts';
import type { AsyncResult } from '../../../live/problems.ts';
import type { CheckResult } from '../../../phase/check.ts';
import type { Phase } from '../phases.ts';

export type Mode = 'single-binary' | 'microservices';

/** The live system as the checks of one run see it. */
export interface CheckContext {
  /** The phase that is to be proven. */
  readonly phase: Phase;
  readonly mode: Mode;
  readonly releaseName: string;
  readonly namespace: string;
  /** Of Pyroscope's HTTP server in its pods: 4040 in the chart. */
  readonly port: number;
  /** Empty where no cluster is asked. */
  readonly pods: readonly LivePod[];
  readonly claims: readonly LiveClaim[];
  /** One for each pod of a component; in a single binary only `all` has any. */
  readonly endpointOf: (component: string) => readonly Endpoint[];
  /** The logs of all pods of a component; left out where no cluster is asked, which skips what only a cluster shows. */
  readonly logsOf?: (component: string, tailLines: number) => AsyncResult<string>;
  readonly tenant?: string;
  /** How far back to look, in milliseconds. */
  readonly sinceMs: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** RFC 3339, when the last revision was made; left out for a first installation. */
  readonly upgradedAt?: string;
  /** The args of each component in the stored manifest. */
  readonly expectedArgs?: ReadonlyMap<string, readonly string[]>;
  readonly prometheus?: Endpoint;
  /** Waits so many milliseconds between two samples. */
  readonly pause: (ms: number) => Promise<void>;
}

/** One question to the live system. It reads and asks; it changes nothing. */
export interface PyroscopeCheck {
  readonly id: string;
  readonly title: string;
  /** The phases it has something to say about. */
  readonly phases: readonly Phase[];
  /** Counts what its own queries cause, so no other query of ours may run beside it. */
  readonly alone: boolean;
  readonly run: (context: CheckContext) => Promise<CheckResult>;
  /** What it answers where it could not be run to its end. */
  readonly without: (context: CheckContext, observation: Observation) => CheckResult;
}

/** What a check saw, before it is put into words for the report. */
export type Observation = Pick<CheckResult, 'status' | 'seen'>;
