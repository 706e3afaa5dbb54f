import { dirname, resolve } from 'node:path';
import type { HelmMajor } from '../values/tree.ts';
import { type KubernetesObject, kubernetesObjects, textField } from './documents.ts';
import { type ConfigMapName, configMapLayer, type FluxChartSource, fluxChartSources } from './flux.ts';
import { generatedConfigMaps, isKustomization } from './kustomization.ts';
import type { Layer } from './layers.ts';
import type { Repository } from './repository.ts';

/** Where an object that another one refers to is looked for. */
export interface ReferringFrom {
  readonly repository: Repository;
  /** Those of the same file or kustomization. */
  readonly objects: readonly KubernetesObject[];
  /** The folder of the file, absolute. */
  readonly folder: string;
}

/** What a chart of Flux comes from, of a namespace: in the same file, beside it, else the only one in the repository. */
export function findChartSource(
  { repository, objects, folder }: ReferringFrom,
  kind: string,
  name: string,
  namespace: string | undefined,
): FluxChartSource | undefined {
  const among = (all: readonly KubernetesObject[]): readonly FluxChartSource[] =>
    fluxChartSources(all).filter(
      (source) => source.kind === kind && source.name === name && isIn(source.object, namespace),
    );
  const [own] = among(objects);
  return (
    own ??
    repository.once(`source ${kind} ${namespace} ${name} ${folder}`, () =>
      repository.nearest([], folder, (file) => among(kubernetesObjects(repository.documents(file, [name])))),
    )
  );
}

/**
 * A ConfigMap of a release's namespace, or one that a kustomization makes of files: beside the release, else the only one
 * of its name in the repository.
 */
export function findConfigMap(
  { repository, objects, folder }: ReferringFrom,
  { name, key, namespace }: ConfigMapName,
  helm: HelmMajor,
): readonly Layer[] {
  const inObjects = (all: readonly KubernetesObject[]): readonly (readonly Layer[])[] =>
    all
      .filter((one) => one.kind === 'ConfigMap' && one.name === name && isIn(one, namespace))
      .map((one) => configMapLayer(one, key, helm));
  const inFile = (file: string): readonly (readonly Layer[])[] => {
    const documents = repository.documents(file, [name]);
    if (!isKustomization(file)) return inObjects(kubernetesObjects(documents));
    const paths = documents.flatMap((one) => generatedConfigMaps(one, name, key));
    return paths.length === 0
      ? []
      : [paths.map((path): Layer => ({ kind: 'file', path: resolve(dirname(file), path) }))];
  };
  return repository.nearest(inObjects(objects), folder, inFile) ?? [];
}

/** The object of another kind that has the group, name and namespace of one, found as the source of a chart is. */
export function findNamesake(
  { repository, objects, folder }: ReferringFrom,
  { group, name, root }: KubernetesObject,
  kind: string,
): KubernetesObject | undefined {
  const namespace = textField(root, 'metadata', 'namespace');
  const among = (all: readonly KubernetesObject[]): readonly KubernetesObject[] =>
    all.filter(
      (one) => one.group === group && one.kind === kind && one.name === name && isIn(one, namespace),
    );
  return repository.nearest(among(objects), folder, (file) =>
    among(kubernetesObjects(repository.documents(file, [kind]))),
  );
}

/** Objects of one file or kustomization often leave the namespace to another one. */
const isIn = ({ root }: KubernetesObject, namespace: string | undefined): boolean => {
  const own = textField(root, 'metadata', 'namespace');
  return own === undefined || namespace === undefined || own === namespace;
};
