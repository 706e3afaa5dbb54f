import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inject, onTestFinished } from 'vitest';
import type { KubernetesPrograms } from '../tools/kubernetes.ts';
import { temporaryFolder } from '../tools/paths.ts';
import { type ControlPlane, startControlPlane } from './control-plane.ts';
import { kubernetesTest } from './kubernetes-test.ts';

/** Tests that need a real control plane and a real Pyroscope. */
export const gateTest = kubernetesTest.extend<{ readonly pyroscope: string }>({
  pyroscope: async ({ skip }, use) => {
    const pyroscope = inject('pyroscope');
    if ('missing' in pyroscope) return skip(pyroscope.missing);
    await use(pyroscope.program);
  },
});

/** A control plane in which every pod of these namespaces shows the server at a port of 127.0.0.1. */
export async function planeWithServerAt(
  port: number,
  namespaces: readonly string[],
  programs: KubernetesPrograms,
): Promise<ControlPlane> {
  const logFile = join(await temporaryFolder(), 'log');
  await writeFile(logFile, '2026-01-01T00:00:00Z stdout F entering leader state\n');
  const pods = namespaces.map((namespace) => ({ namespace, forwardTo: port, logFile }));
  const plane = await startControlPlane(programs, pods);
  onTestFinished(plane.stop);
  return plane;
}
