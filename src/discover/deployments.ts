import { dirname, join, relative, resolve } from 'node:path';
import type { ValueNode } from '../values/tree.ts';
import { type ArgoPlace, applicationsOf, isArgoApplication, sourcesOf } from './argo.ts';
import {
  type Building,
  builtObjects,
  changedBy,
  type KustomizationPart,
  kustomizationIn,
  objectsOfFile,
  partsIn,
} from './built-objects.ts';
import {
  type KubernetesObject,
  kubernetesObjects,
  mapField,
  type OuterDocument,
  textField,
} from './documents.ts';
import { isKustomization, resourceFiles } from './kustomization.ts';
import { literally } from './layers.ts';
import { type BuiltObject, unknownBy } from './patches.ts';
import { type Repository, YAML_FILE } from './repository.ts';

/** What an object of the cluster deploys. */
interface Pointer {
  /** The path of a folder from the root; of an ApplicationSet it may have parts that nobody knows. */
  readonly path: string;
  /** Absolute; none where parts of it are unknown. */
  readonly folder: string | undefined;
  /** What it adds to the kustomization there. */
  readonly changes: KustomizationPart | undefined;
  /** Flux makes a kustomization of all files in a folder that has none. */
  readonly takesFiles: boolean;
  /** Such as `ApplicationSet profiles`. */
  readonly title: string;
}

/** What only the objects that point at folders say. */
const POINTS = ['kustomize.toolkit.fluxcd.io', 'argoproj.io'];

/**
 * What each deployment of a repository builds: the kustomizations that no other one takes in, and the folders that a
 * Kustomization of Flux, or an Application or ApplicationSet of Argo CD, names, with what these add to the kustomizations.
 * @param files the YAML files of the repository, absolute
 * @param root of the repository, absolute
 * @param wordsIn of which a file with objects must have one, for the kustomization in a folder
 */
export function deployments(
  files: readonly string[],
  root: string,
  repository: Repository,
  wordsIn: (folder: string) => readonly string[],
): readonly (readonly BuiltObject[])[] {
  const kustomizations = files
    .toSorted()
    .filter(isKustomization)
    .map((file) => ({
      folder: dirname(file),
      documents: repository.documents(file, ['']),
    }));
  const taken = new Set(
    kustomizations.flatMap(({ folder, documents }) =>
      documents.flatMap((one) =>
        resourceFiles(one, ['resources', 'bases', 'components']).map((name) => resolve(folder, name)),
      ),
    ),
  );
  const all = files
    .filter((file) => !isKustomization(file))
    .flatMap((file) =>
      kubernetesObjects(repository.documents(file, POINTS)).flatMap((one) =>
        pointersOf(one, file, { root, repository }),
      ),
    );
  const pointers = all.flatMap(({ folder, ...one }) => (folder === undefined ? [] : { ...one, folder }));
  const folders = new Set(kustomizations.map(({ folder }) => folder));
  // Flux goes down to the first kustomization of a folder without one.
  const isBelow = (at: string, top: string): boolean =>
    at === top || (!folders.has(at) && dirname(at) !== at && isBelow(dirname(at), top));
  const isPointedAt = (at: string): boolean =>
    pointers.some(
      ({ folder, takesFiles }) =>
        at === folder || (takesFiles && !folders.has(folder) && isBelow(dirname(at), folder)),
    );
  const isComponent = ({ values }: OuterDocument): boolean => textField(values, 'kind') === 'Component';
  const outermost = kustomizations.filter(
    ({ folder, documents }) => !taken.has(folder) && !isPointedAt(folder) && !documents.some(isComponent),
  );
  const building = (folder: string): Building => ({ repository, words: wordsIn(folder) });
  const perhapsBy = all.filter(
    ({ folder, changes }) =>
      folder === undefined &&
      changes &&
      ['patches', 'components'].some((key) => mapField(changes.document.values, key)),
  );
  return [
    ...outermost.map(({ folder }) => {
      const at = relative(root, folder);
      const by = perhapsBy.find(({ path }) => mayBe(path, at));
      const objects = builtObjects(folder, building(folder));
      return by ? objects.map((one) => unknownBy(one, by.title, by.changes?.changer ?? folder)) : objects;
    }),
    ...pointers.map((one) => builtAt(one, taken, building(one.folder))),
  ];
}

/** Whether a path may be what a template becomes. */
const mayBe = (template: string, path: string): boolean => {
  const parts = template.replace(/^\.\/|\/$/g, '').split(/\{\{.*?\}\}/);
  return new RegExp(`^${parts.map(literally).join('.*')}$`).test(path);
};

/** @param place of the repository */
function pointersOf(object: KubernetesObject, file: string, place: ArgoPlace): readonly Pointer[] {
  const { group, kind, root: node, document } = object;
  const at = (
    path: string | undefined,
    [fields, ...way]: readonly [ValueNode | undefined, ...string[]],
    takesFiles: boolean,
  ): readonly Pointer[] => {
    if (path === undefined || path.includes('${')) return [];
    const known = path.includes('{{') ? undefined : resolve(join(place.root, path));
    const changes: KustomizationPart | undefined =
      fields?.kind === 'map'
        ? {
            document: { ...document, values: fields },
            folder: known ?? place.root,
            changer: file,
            prefix: [...object.path, ...way],
          }
        : undefined;
    return [{ path, folder: known, changes, takesFiles, title: object.title }];
  };
  if (group === 'kustomize.toolkit.fluxcd.io' && kind === 'Kustomization') {
    const spec = mapField(node, 'spec');
    return at(textField(spec, 'path') ?? '.', [spec, 'spec'], true);
  }
  if (!isArgoApplication(object)) return [];
  return applicationsOf(object, place)
    .flatMap(sourcesOf)
    .flatMap(({ node: source, path }) =>
      at(textField(source, 'path'), [mapField(source, 'kustomize'), ...path, 'kustomize'], false),
    );
}

/** @param taken the folders that kustomizations take in: of these Flux makes nothing more */
function builtAt(
  { folder, changes, takesFiles }: Pointer & { readonly folder: string },
  taken: ReadonlySet<string>,
  building: Building,
): readonly BuiltObject[] {
  const own = partsIn(folder, building);
  if (own.length === 0 && !takesFiles) return [];
  const below = own.length > 0 ? [] : objectsBelow(folder, taken, building);
  return changedBy([...own, ...(changes ? [changes] : [])], below, building);
}

/** What Flux takes of a folder without a kustomization: all files in it, and the kustomizations below it. */
function objectsBelow(
  folder: string,
  taken: ReadonlySet<string>,
  building: Building,
): readonly BuiltObject[] {
  const { repository } = building;
  const own = repository
    .filesIn(folder)
    .filter((file) => YAML_FILE.test(file))
    .flatMap((file) => objectsOfFile(file, building));
  const below = repository
    .list(folder)
    .filter((name) => name.endsWith('/') && !name.startsWith('.'))
    .map((name) => join(folder, name.slice(0, -1)))
    .filter((inner) => !taken.has(inner))
    .flatMap((inner) =>
      kustomizationIn(inner, repository).length > 0
        ? builtObjects(inner, building)
        : objectsBelow(inner, taken, building),
    );
  return [...own, ...below];
}
