import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { addedForLoopback, type Ports, replacedForLoopback } from './loopback.ts';
import type { Pod } from './pod.ts';
import { ServerProcess } from './server-process.ts';

export interface PyroscopeServer {
  readonly process: ServerProcess;
  readonly url: string;
}

/** Starts what a pod starts, in a folder that stands for its container's root. */
export async function startPyroscope(
  program: string,
  pod: Pod,
  place: { readonly root: string; readonly ports: Ports },
): Promise<PyroscopeServer> {
  const { root, ports } = place;
  for (const [path, content] of Object.entries(pod.files)) {
    const file = join(root, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  const v2 = pod.env.PYROSCOPE_V2_EXPERIMENT !== undefined;
  const args = [...replacedForLoopback(pod.args, ports, root), ...addedForLoopback(ports, { v2 })];
  const process = new ServerProcess(program, args, { cwd: root, env: { ...pod.env, HOME: root } });
  return { process, url: `http://127.0.0.1:${ports.http}` };
}

/**
 * Waits until /ready answers 200.
 * @returns the seconds it took.
 * @throws with the last log lines when the server ends before, or is not ready in time.
 */
export async function untilReady(server: PyroscopeServer, limitSeconds: number): Promise<number> {
  const started = performance.now();
  const seconds = (): number => (performance.now() - started) / 1000;
  let answer = 'no connection';
  while (seconds() < limitSeconds) {
    if (server.process.ended) throw new Error(`Pyroscope ended: ${server.process.lastLines(5)}`);
    // Without a metastore leader /ready does not answer at all.
    const response = await fetch(`${server.url}/ready`, { signal: AbortSignal.timeout(3000) }).catch(
      () => null,
    );
    if (response?.ok) return seconds();
    answer = (await response?.text()) ?? 'no connection';
    await pause(500);
  }
  throw new Error(`not ready after ${limitSeconds} s: ${answer}\n${server.process.lastLines(20)}`);
}

/** The body of a page that answers 200. */
export async function page(server: PyroscopeServer, path: string): Promise<string> {
  const response = await fetch(`${server.url}${path}`, { signal: AbortSignal.timeout(10_000) });
  const body = await response.text();
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${body}`);
  return body;
}

/** Sends one profile of a service, dated now, as a client does. */
export async function push(server: PyroscopeServer, service: string): Promise<void> {
  const until = Math.floor(Date.now() / 1000);
  const query = new URLSearchParams({
    name: service,
    from: `${until - 10}`,
    until: `${until}`,
    format: 'folded',
  });
  const response = await fetch(`${server.url}/ingest?${query}`, { method: 'POST', body: 'main;work 100\n' });
  if (!response.ok) throw new Error(`push answered ${response.status}: ${await response.text()}`);
}
