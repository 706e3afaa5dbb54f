import { dirname, join, resolve } from 'node:path';
import type { ValueNode } from '../values/tree.ts';
import { isArgoApplication } from './argo.ts';
import { type Building, builtObjects, changedBy, kustomizationIn, objectsOfFile } from './built-objects.ts';
import {
  itemsField,
  type KubernetesObject,
  kubernetesObjects,
  mapField,
  type OuterDocument,
  textField,
} from './documents.ts';
import { isKustomization, resourceFiles } from './kustomization.ts';
import type { BuiltObject } from './patches.ts';
import { type Repository, YAML_FILE } from './repository.ts';

/** What an object of the cluster deploys: a folder, and its own changes of what is built there. */
interface Pointer {
  readonly file: string;
  readonly document: OuterDocument;
  /** Absolute. */
  readonly folder: string;
  /** What has the fields of a kustomization, and where it is. */
  readonly changes: ValueNode | undefined;
  readonly path: readonly string[];
  /** Flux makes a kustomization of all files in a folder that has none. */
  readonly takesFiles: boolean;
}

/** What only the objects that point at folders say. */
const POINTS = ['kustomize.toolkit.fluxcd.io', 'argoproj.io'];

/**
 * What each deployment of a repository builds: the kustomizations that no other one takes in, and the folders that a
 * Kustomization of Flux or an Application of Argo CD names, with the patches of these.
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
  const pointers = files
    .filter((file) => !isKustomization(file))
    .flatMap((file) =>
      kubernetesObjects(repository.documents(file, POINTS)).flatMap((one) => pointersOf(one, file, root)),
    );
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
  return [
    ...outermost.map(({ folder }) => builtObjects(folder, building(folder))),
    ...pointers.map((one) => builtAt(one, taken, building(one.folder))),
  ];
}

function pointersOf(object: KubernetesObject, file: string, root: string): readonly Pointer[] {
  const { group, kind, root: node, document } = object;
  const at = (
    name: string | undefined,
    [changes, ...path]: readonly [ValueNode | undefined, ...string[]],
    takesFiles: boolean,
  ): readonly Pointer[] =>
    name === undefined || /\$\{|\{\{/.test(name)
      ? []
      : [
          {
            file,
            document,
            folder: resolve(join(root, name)),
            changes,
            path: [...object.path, ...path],
            takesFiles,
          },
        ];
  if (group === 'kustomize.toolkit.fluxcd.io' && kind === 'Kustomization') {
    const spec = mapField(node, 'spec');
    return at(textField(spec, 'path') ?? '.', [spec, 'spec'], true);
  }
  if (!isArgoApplication(object) || kind !== 'Application') return [];
  const sources = [
    { source: mapField(node, 'spec', 'source'), way: ['spec', 'source', 'kustomize'] },
    ...itemsField(node, 'spec', 'sources').map((source, index) => ({
      source,
      way: ['spec', 'sources', String(index), 'kustomize'],
    })),
  ];
  return sources.flatMap(({ source, way }) =>
    at(textField(source, 'path'), [mapField(source, 'kustomize'), ...way], false),
  );
}

/** @param taken the folders that kustomizations take in: of these Flux makes nothing more */
function builtAt(
  { file, document, folder, changes, path, takesFiles }: Pointer,
  taken: ReadonlySet<string>,
  building: Building,
): readonly BuiltObject[] {
  const isThere = kustomizationIn(folder, building.repository).length > 0;
  if (!isThere && !takesFiles) return [];
  const before = isThere ? builtObjects(folder, building) : objectsBelow(folder, taken, building);
  if (changes?.kind !== 'map') return before;
  const place = { folder, changer: file, prefix: path };
  return changedBy({ ...document, values: changes }, before, place, building);
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
