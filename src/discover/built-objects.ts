import { basename, resolve } from 'node:path';
import { placesIn } from '../values/tree.ts';
import { itemsField, kubernetesObjects, type OuterDocument, textField } from './documents.ts';
import { KUSTOMIZATION_NAMES, resourceFiles } from './kustomization.ts';
import { type BuiltObject, patched, patchesIn, renamed } from './patches.ts';
import { type Repository, YAML_FILE } from './repository.ts';

/** A kustomization may take in others; a deeper nesting is a cycle. */
const DEEPEST = 16;

/** Whether a kustomization may change what it takes in. */
export const CHANGES = /^(?:patches|patchesStrategicMerge|patchesJson6902|components|replacements)[ \t]*:/m;

/** What kustomize builds from a kustomization. */
interface Built {
  readonly objects: readonly BuiltObject[];
  /** The kustomizations that it takes in, absolute. */
  readonly folders: readonly string[];
}

/**
 * The objects that kustomize builds from a kustomization, as far as they can be read: those of its resources, then what its
 * components and its own patches make of them (kustomize 5.7).
 * @param documents of the kustomization
 * @param folder absolute; what its paths start from
 * @param words of which the file of an object must have one
 */
export function builtObjects(
  documents: readonly OuterDocument[],
  folder: string,
  repository: Repository,
  words: readonly string[],
  depth = 0,
): Built {
  const empty: Built = { objects: [], folders: [] };
  if (depth > DEEPEST) return empty;
  const taken = documents.flatMap(({ values }) => resourceFiles({ values }, ['resources', 'bases']));
  const resources = taken.map((name): Built => {
    const path = resolve(folder, name);
    if (!YAML_FILE.test(path)) {
      const inner = builtObjects(kustomizationIn(path, repository), path, repository, words, depth + 1);
      return { ...inner, folders: [path, ...inner.folders] };
    }
    const objects = kubernetesObjects(repository.documents(path, words));
    return { objects: objects.map((one) => ({ ...one, names: [one.name] })), folders: [] };
  });
  const start: Built = {
    objects: resources.flatMap(({ objects }) => objects),
    folders: resources.flatMap(({ folders }) => folders),
  };
  return documents.reduce((built, document) => changedBy(document, built, folder, repository, depth), start);
}

/** The documents of the kustomization in a folder, none if there is none. */
const kustomizationIn = (folder: string, repository: Repository): readonly OuterDocument[] =>
  KUSTOMIZATION_NAMES.flatMap((name) => repository.documents(resolve(folder, name), ['']));

/** What the components of a kustomization, and then it itself, make of objects. */
function changedBy(
  document: OuterDocument,
  before: Built,
  folder: string,
  repository: Repository,
  depth: number,
): Built {
  let { objects, folders } = before;
  for (const name of resourceFiles(document, ['components'])) {
    const path = resolve(folder, name);
    const [component] = depth > DEEPEST ? [] : kustomizationIn(path, repository);
    if (component) {
      const after = changedBy(component, { objects, folders }, path, repository, depth + 1);
      objects = after.objects;
      folders = [...after.folders, path];
    } else objects = unknownBy(objects, `component ${name}`);
  }
  const patches = patchesIn(document, (name) => {
    const path = resolve(folder, name);
    const text = repository.read(path);
    return text === undefined ? undefined : { path, text, place: placesIn(path, text) };
  });
  const all = objects.flatMap((object) => {
    const after = patches.reduce<BuiltObject | undefined>((one, patch) => one && patched(one, patch), object);
    return after ? [renamed(after, document)] : [];
  });
  const replaced = itemsField(document.values, 'replacements').flatMap((one) =>
    itemsField(one, 'targets').map((target) => textField(target, 'select', 'kind')),
  );
  const isReplaced = (kind: string): boolean => replaced.includes(kind) || replaced.includes(undefined);
  return {
    folders,
    objects: all.flatMap((one) =>
      isReplaced(one.kind) ? unknownBy([one], `a replacement of ${basename(folder)}`) : [one],
    ),
  };
}

const unknownBy = (objects: readonly BuiltObject[], what: string): readonly BuiltObject[] =>
  objects.map((one) => ({ ...one, unread: [...(one.unread ?? []), what] }));

/** The files that an object and its patches are written in, as their origins name them. */
export const filesOf = ({ document, patches = [] }: BuiltObject): readonly string[] => [
  ...(document.values.origin.kind === 'file' ? [document.values.origin.file] : []),
  ...patches.map(({ name }) => name),
];

/** Whether kustomize changes an object, or may. */
export const isChanged = ({ patches = [], unread = [] }: BuiltObject): boolean =>
  patches.length > 0 || unread.length > 0;
