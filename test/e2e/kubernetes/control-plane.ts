import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KubernetesPrograms } from '../tools/kubernetes.ts';
import type { Kubectl } from './kubectl.ts';
import { type LimitedUser, writeLimitedKubeconfig } from './limited-user.ts';
import { type Place, preparePlace } from './place.ts';
import { startServers } from './server-start.ts';
import { Servers } from './servers.ts';
import { type SimulatedPods, writeKwokConfig } from './simulated-pods.ts';

/** A real Kubernetes on 127.0.0.1 with one simulated node: pods get as far as Ready, and no container runs. */
export interface ControlPlane {
  /** Path; of a user who may do everything. */
  readonly kubeconfig: string;
  /** As that user. */
  readonly kubectl: Kubectl;
  /** Path of the kubectl of its version. */
  readonly kubectlProgram: string;
  /** @returns the path of a kubeconfig whose user may do what the rules say, and nothing else. */
  limitedKubeconfig(user: LimitedUser): Promise<string>;
  /** What its servers have written last, for the message of a test that waits in vain. */
  lastLines(): string;
  /** Ends every process and removes what they have written. */
  stop(): Promise<void>;
}

/**
 * @param pods what pods show, by namespace
 * @throws with the last lines of its servers when it does not become ready; nothing is left running then.
 */
export async function startControlPlane(
  programs: KubernetesPrograms,
  pods: readonly SimulatedPods[] = [],
): Promise<ControlPlane> {
  const folder = await mkdtemp(join(tmpdir(), 'phasegate-control-plane-'));
  const servers = new Servers(folder);
  const stop = async (): Promise<void> => {
    await servers.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    const place = await preparePlace(folder, programs.kubectl);
    const kwokConfig = await writeKwokConfig(folder, pods);
    await startServers(servers, programs, { ...place, kwokConfig });
    return {
      kubeconfig: place.kubeconfig,
      kubectl: place.kubectl,
      kubectlProgram: programs.kubectl,
      limitedKubeconfig: limitedUsersOf(place),
      lastLines: () => servers.lastLines(5),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function limitedUsersOf(place: Place): ControlPlane['limitedKubeconfig'] {
  let users = 0;
  return (user) => {
    users += 1;
    return writeLimitedKubeconfig({ ...user, name: `limited-${users}` }, place);
  };
}
