import { dirname } from 'node:path';
import type { HelmMajor } from '../values/tree.ts';
import { configMapLayer, generatedInto } from './config-maps.ts';
import { type KubernetesObject, kubernetesObjects, textField } from './documents.ts';
import { type ConfigMapName, type FluxChartSource, fluxChartSources } from './flux.ts';
import { isKustomization } from './kustomization.ts';
import type { Layer } from './layers.ts';
import type { BuiltObject } from './patches.ts';
import type { Repository } from './repository.ts';

/** An object, with what kustomize has called it where it builds it. */
type Referable = KubernetesObject & Partial<Pick<BuiltObject, 'ids'>>;

/** Where an object that another one refers to is looked for. */
export interface ReferringFrom {
  readonly repository: Repository;
  /** Those of the same file or kustomization. */
  readonly objects: readonly Referable[];
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
      repository.nearest([], folder, (file) =>
        // Releases have the name, too, and most of them are of other charts.
        repository.read(file)?.includes(kind) === true
          ? among(kubernetesObjects(repository.documents(file, [name])))
          : [],
      ),
    )
  );
}

/**
 * A ConfigMap of a release's namespace, or one that a kustomization makes of files: beside the release, else the only one
 * of its name in the repository.
 */
export function findConfigMap(
  { repository, objects, folder }: ReferringFrom,
  { name, namespace, ...taken }: ConfigMapName,
  helm: HelmMajor,
): readonly Layer[] {
  const inObjects = (all: readonly Referable[]): readonly (readonly Layer[])[] =>
    configMapsAmong(all, name, namespace).map((one) => [
      ...configMapLayer(one, taken, helm, repository.read),
      ...(one.unread ?? []).map(
        (what): Layer => ({ kind: 'unread', what: `ConfigMap ${name} after ${what}` }),
      ),
    ]);
  const inFile = (file: string): readonly (readonly Layer[])[] => {
    const documents = repository.documents(file, [name]);
    if (!isKustomization(file)) return inObjects(kubernetesObjects(documents));
    const made = documents.flatMap((one) => generatedInto([], one, dirname(file), file));
    return inObjects(made).filter((layers) => layers.length > 0);
  };
  return repository.nearest(inObjects(objects), folder, inFile) ?? [];
}

/** The ConfigMaps that a release may mean: by any name that kustomize gives them, in a namespace where both say one. */
export const configMapsAmong = <T extends Referable>(
  objects: readonly T[],
  name: string,
  namespace: string | undefined,
): readonly T[] =>
  objects.filter(
    (one) =>
      one.kind === 'ConfigMap' &&
      (one.name === name || one.ids?.some((id) => id.name === name) === true) &&
      isIn(one, namespace),
  );

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
