import type { ClusterAddress } from '../live/address.ts';
import type { Cluster } from '../live/cluster.ts';
import { connect } from '../live/connect.ts';
import type { LiveProblem } from '../live/problems.ts';
import type { Result } from '../result.ts';
import { EarlyExit } from './exit-code.ts';
import type { Io } from './io.ts';

/** What the cluster answered. @throws EarlyExit if it did not */
export function answered<T>(answer: Result<T, LiveProblem>): T {
  if (answer.ok) return answer.value;
  const { what, remedy } = answer.error;
  throw new EarlyExit(`phasegate: ${what}\n  do:  ${remedy}`);
}

/** Asks a cluster; every child process is ended afterwards, also on Ctrl-C. */
export async function withCluster<T>(
  address: ClusterAddress,
  io: Io,
  use: (cluster: Cluster) => Promise<T>,
): Promise<T> {
  const cluster = connect(address, { env: io.env, cwd: io.cwd, signal: io.interrupted });
  try {
    return await use(cluster);
  } finally {
    await cluster.close();
  }
}
