import type { Cluster, ClusterAddress } from './cluster.ts';
import { helmCluster } from './helm.ts';
import { getObject, kubectlCluster } from './kubectl.ts';
import { forwardedEndpoint, forwardPool, openForward } from './port-forward.ts';
import type { AsyncResult } from './problems.ts';
import { ChildProcesses } from './processes.ts';
import type { LiveSetup, Programs } from './run-program.ts';

export interface ConnectOptions {
  /** `helm` and `kubectl` of PATH unless named otherwise. */
  readonly programs?: Partial<Programs>;
  /** Of the programs; this process's own unless given. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Where relative paths (a kubeconfig's) start. */
  readonly cwd?: string;
  /** Milliseconds for one question to helm or kubectl; 20 s unless given. */
  readonly timeout?: number;
  /** Milliseconds that a program has to end after SIGTERM; 2 s unless given. */
  readonly grace?: number;
  /** Ctrl-C: every question under way is answered `interrupted`, every child ended. */
  readonly signal?: AbortSignal;
}

const TIMEOUT = 20_000;
const GRACE = 2_000;
/** Port-forwards that are open at the same time: each kubectl takes some 50 MB. */
const OPEN_AT_ONCE = 8;

/**
 * A cluster, asked by the user's own `helm` and `kubectl`; nothing is started before the first question.
 *
 * helm for what Helm alone knows (history, chart, values, manifest: it reads any storage driver and both release
 * formats); kubectl for pods, claims, logs and port-forward. No Kubernetes client library: with the user's programs,
 * the user's contexts, login plugins, proxies and certificates work as they do by hand, and each question can be
 * repeated by hand.
 */
export function connect(address: ClusterAddress, options: ConnectOptions = {}): Cluster {
  const setup = setupOf(address, options);
  const pool = forwardPool(OPEN_AT_ONCE);
  return {
    address,
    ...helmCluster(setup),
    ...kubectlCluster(setup),
    endpoint: (pod, port) =>
      forwardedEndpoint(
        {
          name: `pod/${pod}, port ${port}`,
          open: () => openForward(setup, pod, port),
          stopping: setup.children.stopping,
        },
        pool,
      ),
    close: () => setup.children.endAll(),
  };
}

/** One object of a namespace, asked by the user's own kubectl. */
export async function readObject(
  address: ClusterAddress,
  resource: 'configmap',
  name: string,
  options: ConnectOptions = {},
): AsyncResult<unknown> {
  const setup = setupOf(address, options);
  try {
    return await getObject(setup, resource, name);
  } finally {
    await setup.children.endAll();
  }
}

function setupOf(address: ClusterAddress, options: ConnectOptions): LiveSetup {
  const { signal, env, cwd, grace = GRACE } = options;
  return {
    address,
    programs: { helm: 'helm', kubectl: 'kubectl', ...options.programs },
    children: new ChildProcesses({ signal, env, cwd, grace }),
    timeout: options.timeout ?? TIMEOUT,
  };
}
