import { inject } from 'vitest';
import type { KubernetesPrograms } from '../tools/kubernetes.ts';
import { helmTest, type Provided } from '../tools/provided.ts';
import { type ControlPlane, startControlPlane } from './control-plane.ts';

interface KubernetesFixtures {
  readonly kubernetes: KubernetesPrograms;
  readonly sharedControlPlane: Provided<ControlPlane>;
  readonly controlPlane: ControlPlane;
}

/**
 * Tests that need a real control plane: `controlPlane` is one for all tests of a file, started for the first that
 * asks for it, so each test takes a namespace of its own. Skipped, with the reason, where there is none.
 */
export const kubernetesTest = helmTest.extend<KubernetesFixtures>({
  kubernetes: async ({ skip }, use) => {
    const kubernetes = inject('kubernetes');
    if ('missing' in kubernetes) return skip(kubernetes.missing);
    await use(kubernetes.program);
  },
  sharedControlPlane: [
    // biome-ignore lint/correctness/noEmptyPattern: Vitest reads from the pattern which fixtures this one takes
    async ({}, use) => {
      const kubernetes = inject('kubernetes');
      if ('missing' in kubernetes) return use(kubernetes);
      const program = await startControlPlane(kubernetes.program);
      await use({ program });
      await program.stop();
    },
    { scope: 'file' },
  ],
  controlPlane: async ({ sharedControlPlane, skip }, use) => {
    if ('missing' in sharedControlPlane) return skip(sharedControlPlane.missing);
    await use(sharedControlPlane.program);
  },
});
