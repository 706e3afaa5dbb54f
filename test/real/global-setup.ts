import type { TestProject } from 'vitest/node';
import { pachydermPrograms, SERVED } from '../e2e/pachyderm/programs.ts';
import { provided } from '../e2e/tools/global-setup.ts';
import { kubernetesPrograms } from '../e2e/tools/kubernetes.ts';

/** Builds what the end-to-end suite has no time for, and the Kubernetes that it runs in. */
export default async function setup(project: TestProject): Promise<void> {
  project.provide('helm', { missing: 'Helm takes no part here' });
  project.provide('kubernetes', await provided(kubernetesPrograms, 'everything that starts Kubernetes'));
  const pachyderm = await provided(() => pachydermPrograms(SERVED), 'everything that starts Pachyderm');
  project.provide('pachyderm', pachyderm);
}
