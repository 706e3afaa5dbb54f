import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * `kubectl port-forward` to a port of a pod, until `stop`.
 * @returns a URL of 127.0.0.1
 */
export async function portForward(
  kubectl: string,
  target: {
    readonly kubeconfig: string;
    readonly namespace: string;
    readonly pod: string;
    readonly port: number;
  },
): Promise<{ url: string; stop(): Promise<unknown> }> {
  const { kubeconfig, namespace, pod, port } = target;
  const args = ['port-forward', '--kubeconfig', kubeconfig, '--namespace', namespace, pod, `:${port}`];
  const child = spawn(kubectl, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const stop = (): Promise<unknown> => {
    child.kill('SIGKILL');
    return exited;
  };
  const [line] = await Promise.race([once(child.stdout.setEncoding('utf8'), 'data'), exited]);
  const [, chosen] = /127\.0\.0\.1:(\d+)/.exec(String(line)) ?? [];
  if (chosen !== undefined) return { url: `http://127.0.0.1:${chosen}`, stop };
  await stop();
  throw new Error(`kubectl port-forward ${pod}: ${line}`);
}
