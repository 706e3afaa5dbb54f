import type { ChildProcesses } from './child-processes.ts';
import type { ClusterAddress } from './cluster.ts';
import type { MainContainer } from './main-container.ts';

/** Names looked up on PATH, or paths. */
export interface Programs {
  readonly helm: string;
  readonly kubectl: string;
}

/** What every question to the cluster needs. */
export interface LiveSetup {
  readonly address: ClusterAddress;
  readonly programs: Programs;
  readonly children: ChildProcesses;
  /** Milliseconds that one question may take. */
  readonly timeout: number;
  readonly isMainContainer: MainContainer;
}
