import { inject, test } from 'vitest';
import type { ServedPrograms } from '../pachyderm/programs.ts';
import type { PrometheusPrograms } from '../prometheus/programs.ts';
import type { HelmBinaries } from './helm.ts';
import type { KubernetesPrograms } from './kubernetes.ts';
import type { PreCommitPrograms } from './pre-commit.ts';

/** A real program for the tests, or why there is none. */
export type Provided<T> = { readonly program: T } | { readonly missing: string };

declare module 'vitest' {
  export interface ProvidedContext {
    helm: Provided<HelmBinaries>;
    kubernetes: Provided<KubernetesPrograms>;
    pyroscope: Provided<string>;
    preCommit: Provided<PreCommitPrograms>;
    prometheus: Provided<PrometheusPrograms>;
    pachyderm: Provided<ServedPrograms>;
  }
}

/** Tests that drive the real helm binaries; skipped, with the reason, where there are none. */
export const helmTest = test.extend<{ helm: HelmBinaries }>({
  helm: async ({ skip }, use) => {
    const helm = inject('helm');
    if ('missing' in helm) return skip(helm.missing);
    await use(helm.program);
  },
});

/** Tests that start the real Pyroscope server; skipped, with the reason, where there is none. */
export const pyroscopeTest = test.extend<{ pyroscope: string }>({
  pyroscope: async ({ skip }, use) => {
    const pyroscope = inject('pyroscope');
    if ('missing' in pyroscope) return skip(pyroscope.missing);
    await use(pyroscope.program);
  },
});

/** Tests that move a history between real stores; skipped, with the reason, where there are none. */
export const storesTest = test.extend<{ programs: PrometheusPrograms }>({
  programs: async ({ skip }, use) => {
    const prometheus = inject('prometheus');
    if ('missing' in prometheus) return skip(prometheus.missing);
    await use(prometheus.program);
  },
});
