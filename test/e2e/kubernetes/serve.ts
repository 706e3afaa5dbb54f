import { dirname } from 'node:path';
import { kubernetesPrograms } from '../tools/kubernetes.ts';
import { startControlPlane } from './control-plane.ts';

/** Starts a control plane for somebody at a terminal, says how to reach it, and ends it on Ctrl-C. */
export async function serve(): Promise<void> {
  const programs = await kubernetesPrograms();
  const started = performance.now();
  const plane = await startControlPlane(programs);
  const interrupted = new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve);
  });
  console.log(`ready after ${((performance.now() - started) / 1000).toFixed(1)} s; until Ctrl-C:`);
  console.log(`export KUBECONFIG=${plane.kubeconfig}`);
  console.log(`${programs.kubectl} get nodes`);
  console.log(
    `helm install pyroscope ${dirname(import.meta.filename)}/chart -n pyroscope --create-namespace`,
  );
  await interrupted;
  await plane.stop();
}
