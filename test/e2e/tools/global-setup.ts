import type { TestProject } from 'vitest/node';
import { NoGo } from './go-build.ts';
import { helmBinaries } from './helm.ts';
import { kubernetesPrograms } from './kubernetes.ts';
import { preCommitPrograms } from './pre-commit.ts';
import type { Provided } from './provided.ts';
import { pyroscopeBinary } from './pyroscope.ts';
import { NoPython } from './python-program.ts';

/** Builds everything the tests drive before the first one starts, so that no time limit counts a build. */
export default async function setup(project: TestProject): Promise<void> {
  project.provide('helm', await provided(helmBinaries, 'everything that drives helm'));
  project.provide('kubernetes', await provided(kubernetesPrograms, 'everything that starts Kubernetes'));
  project.provide('pyroscope', await provided(pyroscopeBinary, 'everything that starts Pyroscope'));
  project.provide('preCommit', await provided(preCommitPrograms, 'everything that runs pre-commit'));
}

async function provided<T>(build: () => Promise<T>, skips: string): Promise<Provided<T>> {
  try {
    return { program: await build() };
  } catch (error) {
    if (!(error instanceof NoGo || error instanceof NoPython)) throw error;
    const missing = `${error.message}: ${skips} is skipped`;
    console.warn(missing);
    return { missing };
  }
}
