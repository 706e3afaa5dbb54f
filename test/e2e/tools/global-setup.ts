import type { TestProject } from 'vitest/node';
import { pachydermPrograms } from '../pachyderm/programs.ts';
import { NoDebian, prometheusPrograms } from '../prometheus/programs.ts';
import { goBuild, NoGo } from './go-build.ts';
import { helmBinaries } from './helm.ts';
import { kubernetesPrograms } from './kubernetes.ts';
import { pyroscopeModule } from './paths.ts';
import { NoPython, preCommitPrograms } from './pre-commit.ts';
import type { Provided } from './provided.ts';

/**
 * The Pyroscope 1.21.0 server, from PHASEGATE_PYROSCOPE or built from test/e2e/pyroscope-server/go.mod.
 * @throws NoGo where it has to be built and there is no Go.
 */
async function pyroscopeBinary(): Promise<string> {
  return (
    process.env.PHASEGATE_PYROSCOPE ??
    goBuild({
      name: 'pyroscope',
      module: pyroscopeModule,
      package: 'github.com/grafana/pyroscope/cmd/pyroscope',
    })
  );
}

/** Builds everything the tests drive before the first one starts, so that no time limit counts a build. */
export default async function setup(project: TestProject): Promise<void> {
  project.provide('helm', await provided(helmBinaries, 'everything that drives helm'));
  project.provide('kubernetes', await provided(kubernetesPrograms, 'everything that starts Kubernetes'));
  project.provide('pyroscope', await provided(pyroscopeBinary, 'everything that starts Pyroscope'));
  project.provide('preCommit', await provided(preCommitPrograms, 'everything that runs pre-commit'));
  project.provide('prometheus', await provided(prometheusPrograms, 'everything that moves a history'));
  project.provide(
    'pachyderm',
    await provided(() => pachydermPrograms(['1.9.12', '1.13.4']), 'everything that starts Pachyderm'),
  );
}

/** A program, or why there is none. */
export async function provided<T>(build: () => Promise<T>, skips: string): Promise<Provided<T>> {
  try {
    return { program: await build() };
  } catch (error) {
    if (!(error instanceof NoGo || error instanceof NoPython || error instanceof NoDebian)) throw error;
    const missing = `${error.message}: ${skips} is skipped`;
    console.warn(missing);
    return { missing };
  }
}
