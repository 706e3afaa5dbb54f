import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished } from 'vitest';
import { temporaryFolder } from '../tools/paths.ts';
import { startControlPlane } from './control-plane.ts';
import { apply, kubectlWith } from './kubectl.ts';
import { kubernetesTest } from './kubernetes-test.ts';
import { until } from './until.ts';

/**
 * `kubectl port-forward` to a port of a pod, until `stop`.
 * @returns a URL of 127.0.0.1
 */
async function portForward(
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

kubernetesTest(
  'a limited user may do what its rules say and no more',
  async ({ kubernetes, controlPlane }) => {
    const namespace = 'limited';
    const rules = [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] }];
    const kubeconfig = await controlPlane.limitedKubeconfig({ namespace, rules });
    const kubectl = kubectlWith(kubernetes.kubectl, kubeconfig, await temporaryFolder());
    expect(await kubectl(['get', 'pods', '-n', namespace, '-o', 'name'])).toBe('');
    await expect(kubectl(['get', 'secrets', '-n', namespace])).rejects.toThrow(
      /cannot list resource "secrets"/,
    );
    await expect(kubectl(['get', 'pods', '-n', 'default'])).rejects.toThrow(/cannot list resource "pods"/);
  },
);

kubernetesTest('a pod has the log and the server that are said of its namespace', async ({ kubernetes }) => {
  const namespace = 'shown';
  const logFile = join(await temporaryFolder(), 'log');
  await writeFile(logFile, '2026-01-01T00:00:00Z stdout F entering leader state\n');
  const forwardTo = portOf(await answeringServer('from outside'));
  const plane = await startControlPlane(kubernetes, [{ namespace, logFile, forwardTo }]);
  onTestFinished(plane.stop);
  const metadata = { name: 'pod', namespace };
  const spec = { containers: [{ name: 'server', image: 'none' }] };
  await apply(plane.kubectl, [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }]);
  await plane.kubectl(['wait', '--for=create', 'serviceaccount/default', '-n', namespace, '--timeout=30s']);
  await apply(plane.kubectl, [{ apiVersion: 'v1', kind: 'Pod', metadata, spec }]);
  await plane.kubectl(['wait', '--for=condition=Ready', 'pod/pod', '-n', namespace, '--timeout=30s']);

  expect(await plane.kubectl(['logs', 'pod', '-n', namespace])).toContain('entering leader state');
  const { kubeconfig } = plane;
  const forward = await portForward(kubernetes.kubectl, { kubeconfig, namespace, pod: 'pod', port: 4040 });
  onTestFinished(() => void forward.stop());
  expect(await (await fetch(forward.url)).text()).toBe('from outside');
});

kubernetesTest(
  'a control plane ends with whoever started it, even if that is killed',
  async ({ kubernetes }) => {
    expect(kubernetes).toBeDefined();
    const program = fileURLToPath(new URL('run.mjs', import.meta.url));
    const starter = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void starter.kill('SIGKILL'));
    let printed = '';
    starter.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
    const kubeconfig = await until(
      'run.mjs says how to reach it',
      async () => /KUBECONFIG=(.+)/.exec(printed)?.[1],
    );
    onTestFinished(() => rm(dirname(kubeconfig), { recursive: true, force: true }));
    const { clusters } = JSON.parse(await readFile(kubeconfig, 'utf8'));
    const health = (): Promise<boolean> => isListening(clusters[0].cluster.server);
    expect(await health()).toBe(true);
    starter.kill('SIGKILL');
    await once(starter, 'exit');
    await until('the API server is gone', async () => ((await health()) ? undefined : true), { seconds: 10 });
  },
);

/** Whatever it answers: its certificate is not known here. */
async function isListening(url: string): Promise<boolean> {
  const problem = await fetch(url).then(
    () => undefined,
    (error: Error & { readonly cause?: { readonly code?: string } }) => error.cause?.code,
  );
  return problem !== 'ECONNREFUSED';
}

async function answeringServer(body: string): Promise<Server> {
  const server = createServer((_, response) => response.end(body)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return server;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
