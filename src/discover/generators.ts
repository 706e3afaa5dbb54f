import { basename, dirname, join } from 'node:path';
import { readNodes } from '../values/read-values.ts';
import { fromJson, type MapNode, nowhere, placesIn, type ValueNode } from '../values/tree.ts';
import { itemsField, mapField, textField } from './documents.ts';
import { filledIn, literally, type TemplateParameters } from './layers.ts';
import type { Repository } from './repository.ts';

/** What a generator of an ApplicationSet fills into the template for one Application. */
export interface Element {
  readonly given: TemplateParameters;
  /** A pattern of a generator has found it, and nobody has written its name. */
  readonly isFound: boolean;
  /** What tells it from the others: the folder or file that it comes from, or its number in a list. */
  readonly from: readonly string[];
}

/** Where the generators look. */
export interface GeneratorSurroundings {
  readonly repository: Repository;
  /** The root of the repository, absolute. */
  readonly root: string;
  /** Whether the templates are Go's: `{{ .path.basename }}` and not `{{path.basename}}`. */
  readonly isGo: boolean;
  /** The addresses of the repositories that values are taken from. */
  readonly ofValues: readonly string[];
}

/** Stands for the elements that nobody can tell here: nothing is filled in. */
const UNKNOWN: Element = { given: new Map(), isFound: false, from: [] };

/** An ApplicationSet with more is left as it is written. */
const MOST_ELEMENTS = 500;

/**
 * The elements of an ApplicationSet's generators, as far as they are written in the repository (Argo CD 3.2): those of
 * lists, the folders and files that a git generator finds, and every pair of a matrix. At most one is unknown.
 */
export function elementsOf(
  generators: readonly ValueNode[],
  around: GeneratorSurroundings,
): readonly Element[] {
  const all = generators.flatMap((one) => elementsOfOne(one, around));
  const known = all.filter((one) => one !== UNKNOWN);
  if (known.length > MOST_ELEMENTS) return [UNKNOWN];
  return known.length < all.length || all.length === 0 ? [...known, UNKNOWN] : known;
}

function elementsOfOne(generator: ValueNode, around: GeneratorSurroundings): readonly Element[] {
  // A selector leaves some of the elements out.
  if (mapField(generator, 'selector')) return [UNKNOWN];
  const matrix = itemsField(generator, 'matrix', 'generators');
  if (matrix.length > 0) return pairsOf(matrix, around);
  const list = itemsField(generator, 'list', 'elements');
  const git = mapField(generator, 'git');
  if (git) return elementsOfGit(git, around);
  const made = list.flatMap((one, at) =>
    one.kind === 'map' ? { given: one.entries, isFound: false, from: [numbered(at)] } : [],
  );
  return made.length > 0 ? made : [UNKNOWN];
}

const numbered = (at: number): string => `element ${at + 1}`;

/** What Argo CD tells of every cluster, whatever a generator before it says. */
const OF_CLUSTERS = new Set(['name', 'nameNormalized', 'server', 'project', 'metadata', 'values']);

/** A generator of a matrix may be written with what the one before it gives, and overrules that. */
function pairsOf(matrix: readonly ValueNode[], around: GeneratorSurroundings): readonly Element[] {
  return matrix.reduce<readonly Element[]>(
    (before, generator) =>
      before.length > MOST_ELEMENTS
        ? before
        : before.flatMap((outer) =>
            elementsOf([filledIn(generator, outer.given)], around).map((inner): Element => {
              const kept = [...outer.given].filter(
                ([key]) => !mapField(generator, 'clusters') || !OF_CLUSTERS.has(key),
              );
              const given = new Map([...kept, ...inner.given]);
              if (given.size === 0) return UNKNOWN;
              const isFound = outer.isFound || inner.isFound;
              return { given, isFound, from: [...outer.from, ...inner.from] };
            }),
          ),
    [{ given: new Map(), isFound: false, from: [] }],
  );
}

/** Whether a git generator looks in another repository than the one that values are taken from. */
function isElsewhere(git: ValueNode, { ofValues }: GeneratorSurroundings): boolean {
  const all = [...ofValues, textField(git, 'repoURL') ?? ''].map((url) =>
    url
      .replace(/^\w+:\/\//, '')
      .replace(/^[^@/]*@/, '')
      .replace(/(?:\.git)?\/*$/, '')
      .replace(':', '/')
      .toLowerCase(),
  );
  const own = all.at(-1) ?? '';
  return (
    ofValues.length > 0 &&
    !all.some((url) => url === '' || url.includes('{{')) &&
    all.indexOf(own) === all.length - 1
  );
}

function elementsOfGit(git: ValueNode, around: GeneratorSurroundings): readonly Element[] {
  if (isElsewhere(git, around)) return [UNKNOWN];
  const folders = itemsField(git, 'directories');
  const files = itemsField(git, 'files');
  const found =
    folders.length > 0
      ? foundBy(folders, 'folders', around)?.map((path) => [
          { given: parametersOf(path, git, around), isFound: true, from: [path] },
        ])
      : foundBy(files, 'files', around)?.map((path) => elementsInFile(path, git, around));
  // What is not there is of another repository.
  if (found === undefined || found.length === 0) return [UNKNOWN];
  return found.flat().filter((one, at, all) => one !== UNKNOWN || all.indexOf(one) === at);
}

/** What a file holds: one element, or a list of them. */
function elementsInFile(path: string, git: ValueNode, around: GeneratorSurroundings): readonly Element[] {
  const file = join(around.root, path);
  const text = around.repository.read(file);
  const read = text === undefined ? undefined : readNodes(text, placesIn(file, text));
  const [root, ...others] = read?.ok ? read.value : [];
  if (root === undefined || others.length > 0) return [UNKNOWN];
  const items = root.node.kind === 'list' ? root.node.items : [root.node];
  return items.map((one, at): Element => {
    if (one.kind !== 'map') return UNKNOWN;
    const given = parametersOf(dirname(path), git, around, { file: path, says: one });
    return { given, isFound: true, from: items.length > 1 ? [path, numbered(at)] : [path] };
  });
}

/** @param path of a folder, from the root of the repository */
function parametersOf(
  path: string,
  git: ValueNode,
  { isGo }: GeneratorSurroundings,
  of?: { readonly file: string; readonly says: MapNode },
): TemplateParameters {
  const name = basename(path);
  const segments = path.split('/');
  const own = {
    basename: name,
    basenameNormalized: normalized(name),
    ...(of && { filename: basename(of.file), filenameNormalized: normalized(basename(of.file)) }),
  };
  const prefix = textField(git, 'pathParamPrefix');
  const named = prefix === undefined ? 'path' : `${prefix}.path`;
  const older = [
    [named, path],
    ...Object.entries(own).map(([key, word]) => [`${named}.${key}`, word]),
    ...segments.map((word, at) => [`${named}[${at}]`, word]),
  ];
  const ofGo = { path: { ...own, path, segments } };
  const ofPath = isGo ? (prefix === undefined ? ofGo : { [prefix]: ofGo }) : Object.fromEntries(older);
  const paths = fromJson(ofPath, nowhere) as MapNode;
  const given = new Map([...(of?.says.entries ?? []), ...paths.entries]);
  const values = mapField(git, 'values');
  return values ? given.set('values', filledIn(values, given)) : given;
}

/** As a part of a name in the cluster. */
const normalized = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^-a-z0-9.]/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '');

/**
 * The paths from the root of the repository that the items of a git generator find; undefined where that cannot be told.
 * A `*` of folders stays within one, and no folder with a dot in front counts. For files Argo CD knows two readings of a
 * pattern, of which a setting of its server chooses: where they do not find the same, nothing is told.
 */
function foundBy(
  items: readonly ValueNode[],
  kind: 'folders' | 'files',
  { repository, root }: GeneratorSurroundings,
): readonly string[] | undefined {
  const globs = items.map((one) => {
    const exclude = mapField(one, 'exclude');
    return {
      glob: textField(one, 'path') ?? '',
      isExcluded: exclude?.kind === 'scalar' && exclude.value === true,
    };
  });
  const isReadable = ({ glob }: { readonly glob: string }): boolean =>
    /^[\w./*@+~-]+$/.test(glob) && !/(?:^|\/)\.{0,2}(?:\/|$)/.test(glob);
  if (!globs.every(isReadable) || (kind === 'folders' && globs.some(({ glob }) => glob.includes('**'))))
    return undefined;
  const all = repository
    .pathsOf(root)
    ?.filter((path) =>
      kind === 'files' ? !path.endsWith('/') : path.endsWith('/') && !/(?:^|\/)\./.test(path),
    )
    .map((path) => path.replace(/\/$/, ''))
    .toSorted();
  if (all === undefined) return undefined;
  const matching = (read: (glob: string) => RegExp): readonly string[] => {
    const patterns = globs.map(({ glob, isExcluded }) => ({ pattern: read(glob), isExcluded }));
    const isMatch = (path: string, isExclusion: boolean): boolean =>
      patterns.some(({ pattern, isExcluded }) => isExcluded === isExclusion && pattern.test(path));
    return all.filter((path) => isMatch(path, false) && !isMatch(path, true));
  };
  const found = matching(withinFolders);
  const isOtherwise = kind === 'files' && matching(acrossFolders).join('\n') !== found.join('\n');
  return isOtherwise ? undefined : found;
}

const withinFolders = (glob: string): RegExp =>
  new RegExp(
    `^${glob
      .split('/')
      .map((part) => (part === '**' ? '.*' : part.split(/\*+/).map(literally).join('[^/]*')))
      .join('/')
      .replaceAll('.*/', '(?:.*/)?')}$`,
  );

const acrossFolders = (glob: string): RegExp =>
  new RegExp(`^${glob.split(/\*+/).map(literally).join('.*')}$`);
