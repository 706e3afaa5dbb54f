import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import type { Pachd } from './pachd.ts';
import type { Ground, Namespace } from './pachyderm-test.ts';
import type { Served } from './programs.ts';

const isOld = (version: Served): boolean => version === '1.8.7';

/** pachctl before 1.9 has one word for each command, and one for each part of a place. */
const verb = (version: Served, ...words: readonly string[]): readonly string[] =>
  isOld(version) ? [words.join('-')] : words;

/** Where `deploy local` puts what pachd has. */
const diskOf = ({ folder }: Ground, namespace: Namespace): string => join(folder, 'disk', namespace);

/** What the runbook leaves to its reader. */
export const deployArguments = (ground: Ground, namespace: Namespace): string =>
  `local --host-path ${diskOf(ground, namespace)}`;

/**
 * Deploys a cluster as its pachctl writes it, but for versions of the API that no Kubernetes of today serves.
 * @param ports `any` where another cluster has the numbers
 */
export async function deploy(
  ground: Ground,
  version: Served,
  namespace: Namespace,
  ports: 'fixed' | 'any' = 'fixed',
): Promise<Pachd> {
  const without = ports === 'any' ? '/nodePort:/d;' : '';
  await ground.operator.bash(
    `kubectl create namespace ${namespace}
    pachctl-${version} deploy ${deployArguments(ground, namespace)} --namespace ${namespace} --dry-run --output yaml |
      sed '${without} s#apiVersion: apps/v1beta1#apiVersion: apps/v1#' | kubectl apply --validate=false --filename -`,
  );
  return ground.start(version, namespace);
}

/** Two repos with a file in each of two commits, a pipeline that runs and one that is stopped. */
export async function fill({ pachctl }: Pachd, version: Served): Promise<void> {
  for (const repo of ['images', 'texts']) {
    await pachctl([...verb(version, 'create', 'repo'), repo]);
    for (const path of ['/folder/first', '/second']) {
      const place = isOld(version) ? [repo, 'master', path] : [`${repo}@master:${path}`];
      await pachctl([...verb(version, 'put', 'file'), ...place], `${repo}${path}\n`);
    }
  }
  for (const [name, repo] of [
    ['edges', 'images'],
    ['montage', 'texts'],
  ]) {
    // It waits for a branch that has no commit: no container runs here that could finish a job.
    const input = { pfs: { repo, branch: 'ready', glob: '/*' } };
    const pipeline = { pipeline: { name }, transform: { image: 'ubuntu', cmd: ['true'] }, input };
    await pachctl(verb(version, 'create', 'pipeline'), JSON.stringify(pipeline));
  }
  await pachctl([...verb(version, 'stop', 'pipeline'), 'montage']);
}

/**
 * Clones the store of a cluster for one of a later version. With local storage, 1.8 has its objects in a folder of the same
 * path within its folder, and later versions look for them in that folder itself.
 */
export async function cloneStore(ground: Ground, of: Pachd, version: Served, to: Namespace): Promise<void> {
  const objects = isOld(version) ? join(of.store, of.store) : of.store;
  await cp(objects, join(diskOf(ground, to), 'pachd'), { recursive: true });
}
