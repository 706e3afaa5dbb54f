import { basename, resolve } from 'node:path';
import { placesIn } from '../values/tree.ts';
import { generatedInto } from './config-maps.ts';
import { itemsField, kubernetesObjects, mapField, type OuterDocument, textField } from './documents.ts';
import { kustomizationFiles, resourceFiles } from './kustomization.ts';
import { type BuiltObject, builtFrom, patchedBy, patchesIn, renamed, unknownBy } from './patches.ts';
import { type Repository, YAML_FILE } from './repository.ts';

/** A kustomization may take in others; a deeper nesting is a cycle. */
const DEEPEST = 16;

/** What building needs beside the kustomization. */
export interface Building {
  readonly repository: Repository;
  /** Of which the file of an object must have one. */
  readonly words: readonly string[];
}

/** Fields of a kustomization, and where they are written. */
export interface KustomizationPart {
  /** With the fields at the top of its values. */
  readonly document: OuterDocument;
  /** Absolute; what its paths start from. */
  readonly folder: string;
  /** The file or folder that is said to change the objects. */
  readonly changer: string;
  /** Where its fields are in their document. */
  readonly prefix: readonly string[];
}

/**
 * The objects that kustomize builds from the kustomization in a folder, as far as they can be read: those of its resources
 * and components, then its generated ConfigMaps, then what its patches make of all of them (kustomize 5.7).
 * @param folder absolute
 */
export const builtObjects = (folder: string, building: Building, depth = 0): readonly BuiltObject[] =>
  depth > DEEPEST ? [] : changedBy(partsIn(folder, building), [], building, depth);

/** The kustomization in a folder. @param folder absolute */
export const partsIn = (folder: string, { repository }: Building): readonly KustomizationPart[] =>
  kustomizationIn(folder, repository).map((document) => ({ document, folder, changer: folder, prefix: [] }));

/** The documents of the kustomization in a folder, none if there is none. */
export const kustomizationIn = (folder: string, repository: Repository): readonly OuterDocument[] =>
  kustomizationFiles(folder).flatMap((file) => repository.documents(file, ['']));

/** The objects of a file that a kustomization takes in. @param path absolute */
export const objectsOfFile = (path: string, { repository, words }: Building): readonly BuiltObject[] =>
  kubernetesObjects(repository.documents(path, words)).map(builtFrom);

/**
 * What a kustomization, or a component, adds to objects and makes of them.
 * @param parts its own fields, and those that its deployment adds to them: kustomize builds all of them as one
 */
export function changedBy(
  parts: readonly KustomizationPart[],
  before: readonly BuiltObject[],
  building: Building,
  depth = 0,
): readonly BuiltObject[] {
  const { repository } = building;
  const taken = parts.flatMap(({ document, folder }) =>
    resourceFiles(document, ['resources', 'bases']).map((name) => resolve(folder, name)),
  );
  let objects = [
    ...before,
    ...taken.flatMap((path) =>
      YAML_FILE.test(path) ? objectsOfFile(path, building) : builtObjects(path, building, depth + 1),
    ),
  ];
  for (const { document, folder, changer } of parts)
    for (const name of resourceFiles(document, ['components'])) {
      const path = resolve(folder, name);
      const [component] = depth > DEEPEST ? [] : kustomizationIn(path, repository);
      objects = component
        ? [
            ...changedBy(
              [{ document: component, folder: path, changer, prefix: [] }],
              objects,
              building,
              depth + 1,
            ),
          ]
        : objects.map((one) => unknownBy(one, `component ${name}`, changer));
    }
  for (const { document, folder, changer } of parts)
    objects = [...generatedInto(objects, document, folder, changer)];
  for (const { document, folder, changer, prefix } of parts) {
    const fileAt = (name: string) => {
      const path = resolve(folder, name);
      const text = repository.read(path);
      return text === undefined ? undefined : { path, text, place: placesIn(path, text) };
    };
    for (const patch of patchesIn(document, prefix, fileAt))
      objects = [...patchedBy(objects, patch, changer)];
  }
  const open = parts.flatMap(({ document, folder, changer }) =>
    unknownChanges(document, basename(folder)).map((one) => ({ ...one, changer })),
  );
  const documents = parts.map(({ document }) => document);
  return objects.map((one) => {
    const own = renamed(one, documents);
    const change = open.find(({ kinds }) => kinds === undefined || kinds.includes(own.kind));
    return change === undefined ? own : unknownBy(own, change.what, change.changer);
  });
}

/** What a kustomization does that is not read here. */
interface UnknownChange {
  readonly what: string;
  /** What it may change; anything where it is left out. */
  readonly kinds?: readonly string[];
}

function unknownChanges({ values }: OuterDocument, name: string): readonly UnknownChange[] {
  const targets = itemsField(values, 'replacements').map((one) => ({
    file: textField(one, 'path'),
    kinds: itemsField(one, 'targets').map((target) => textField(target, 'select', 'kind')),
  }));
  const replaced = targets.map(({ file, kinds }): UnknownChange => {
    const known = kinds.flatMap((kind) => kind ?? []);
    const what = `a replacement of ${name}`;
    return file !== undefined || known.length < kinds.length ? { what } : { what, kinds: known };
  });
  const isThere = (key: string): boolean => itemsField(values, key).length > 0;
  return [
    ...replaced,
    ...(isThere('transformers') ? [{ what: `a transformer of ${name}` }] : []),
    // Without a configuration, kustomize fills variables into no field of a custom resource.
    ...(isThere('vars') && mapField(values, 'configurations') ? [{ what: `a variable of ${name}` }] : []),
  ];
}
