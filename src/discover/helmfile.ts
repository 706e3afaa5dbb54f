import { basename, dirname, join, relative } from 'node:path';
import { type Assignment, lookup, type MapNode, scalar, type ValueNode } from '../values/tree.ts';
import { type ChartReference, chartIn, isFolder, laidOver } from './chart-reference.ts';
import { writtenVersion } from './chart-version.ts';
import { itemsField, mapField, type OuterDocument, textField } from './documents.ts';
import { fileLayer, filledIn, type Layer, layerAt, literally } from './layers.ts';

/** Whether helmfile reads a file of this path by default. */
export const isHelmfile = (path: string): boolean =>
  /^helmfile\.ya?ml(?:\.gotmpl)?$/.test(basename(path)) ||
  (basename(dirname(path)) === 'helmfile.d' && /\.ya?ml(?:\.gotmpl)?$/.test(basename(path)));

/** Whether a document is of a helmfile of any name: it lists releases, each with a chart or a template to inherit. */
export const isHelmfileDocument = ({ values }: OuterDocument): boolean => {
  const releases = itemsField(values, 'releases');
  return (
    releases.length > 0 &&
    releases.every((one) => mapField(one, 'chart') !== undefined || mapField(one, 'inherit') !== undefined)
  );
};

/** Whether a text is that of a helmfile, readable or not. */
export const listsReleases = (text: string): boolean => /^releases[ \t]*:/m.test(text);

/** Files that list environments, beside the files of these or in a folder above. */
const ENVIRONMENT_LISTS = [
  'helmfile.yaml',
  'helmfile.yaml.gotmpl',
  'environments.yaml',
  'environments.yaml.gotmpl',
];
/** How far above an environment's values a helmfile is looked for. */
const FOLDERS_ABOVE = 3;

const ENVIRONMENTS = /^environments[ \t]*:.*\n((?:[ \t#].*\n|\n)*)/m;
const NAMED_FILE = /(?<=[\s"'[,])(?:[^\s"',[\]{}]|\{\{[^}]*\}\})+\.ya?ml(?:\.gotmpl)?(?=[\s"',\]])/g;

/**
 * Whether a helmfile around lists a file as values of an environment: these fill in the helmfile itself, and no chart gets
 * them. The helmfile is read line by line, as it may be a template.
 * @param path absolute
 */
export function isOfEnvironment(path: string, read: (path: string) => string | undefined): boolean {
  let folder = dirname(path);
  for (let above = 0; above <= FOLDERS_ABOVE; above++) {
    const isListed = ENVIRONMENT_LISTS.some((name) => {
      const [, block = ''] = ENVIRONMENTS.exec(`${read(join(folder, name)) ?? ''}\n`) ?? [];
      return [...block.matchAll(NAMED_FILE)].some(([file]) => mayBe(file, relative(folder, path)));
    });
    if (isListed) return true;
    folder = dirname(folder);
  }
  return false;
}

/**
 * Whether the text of a helmfile writes out a values file. It is read word by word, as it may be a template.
 * @param path of the values file, absolute
 * @param folder of the helmfile, absolute
 */
export const writesOut = (text: string, path: string, folder: string): boolean =>
  [...text.matchAll(NAMED_FILE)].some(([file]) => join(folder, file) === path);

/** Whether a name with placeholders may be that of a file, each for a part of a name. */
function mayBe(written: string, path: string): boolean {
  const parts = written.replace(/^\.\//, '').split(/\{\{[^}]*\}\}/);
  return new RegExp(`^${parts.map(literally).join('[^/]+')}$`).test(path);
}

/**
 * The releases of the charts in a document of a helmfile. Values files and maps are laid over each other in their order,
 * `secrets` over them, and `set` last; a list of a template that is inherited comes before the release's own.
 * @param documents all of the file: one may list the environments, and another the releases
 * @param folder absolute; what the paths in it start from
 */
export const helmfileUses = (
  documents: readonly OuterDocument[],
  chartNames: readonly string[],
  folder: string,
  around: HelmfileSurroundings,
): readonly ChartReference[] => {
  const environments = environmentsOf(documents);
  return documents.flatMap((document) => usesOf({ document, environments, folder }, chartNames, around));
};

/** Where a helmfile's charts and files are looked for, by absolute paths. */
export interface HelmfileSurroundings {
  readonly umbrellaAt: (folder: string) => readonly ChartReference[];
  readonly read: (path: string) => string | undefined;
}

/** The environment that helmfile takes where none is named, listed or not. */
const DEFAULT = 'default';

/** A release that differs in more environments counts as one whose files are unknown. */
const MOST_ENVIRONMENTS = 100;

/** A document of a helmfile, and what the paths in it need. */
interface HelmfileDocument {
  readonly document: OuterDocument;
  /** The names of those that the file lists; undefined where there are none, or its bases may list others. */
  readonly environments: readonly string[] | undefined;
  readonly folder: string;
}

function environmentsOf(documents: readonly OuterDocument[]): readonly string[] | undefined {
  const names = documents.flatMap(({ values }) => {
    const node = mapField(values, 'environments');
    return node?.kind === 'map' ? [...node.entries.keys()] : [];
  });
  const isWhole = !documents.some(({ values }) => mapField(values, 'bases') !== undefined);
  return names.length > 0 && isWhole ? [...new Set(names)] : undefined;
}

const usesOf = (
  helmfile: HelmfileDocument,
  chartNames: readonly string[],
  around: HelmfileSurroundings,
): readonly ChartReference[] => {
  const { document, folder } = helmfile;
  return itemsField(document.values, 'releases').flatMap((release, at) => {
    const parts = [
      ...templatesOf(document.values, release),
      { node: release, path: ['releases', String(at)] },
    ];
    const node = merged(parts.map((part) => part.node));
    const reference = textField(node, 'chart');
    const ofFolder = reference === undefined ? [] : around.umbrellaAt(join(folder, reference));
    const chart = chartIn(reference, chartNames);
    // Helmfile takes a folder where there is one, with or without ./ in front.
    const isOfFolder = reference !== undefined && (isFolder(reference) || ofFolder.length > 0);
    if (!isOfFolder && chart === undefined) return [];
    const names = namesOf(node);
    return environmentsFor(helmfile, parts, node, around).flatMap((environment) => {
      const layers = () => parts.flatMap((part) => layersOf(helmfile, part, node, environment));
      const title = names.title ?? (chart === undefined ? undefined : `release ${chart}`);
      const ofEnvironment = environment === undefined ? '' : `, environment ${environment}`;
      const own = {
        ...names,
        ...(title !== undefined && { title: `${title}${ofEnvironment}` }),
        ...(environment !== undefined && { element: environment }),
        layers,
      };
      if (isOfFolder || chart === undefined) return laidOver(ofFolder, own, layers);
      const version = writtenVersion(mapField(node, 'version'), document.file);
      const what = `a helmfile with ${chart}`;
      return [{ chart, what, ...own, ...(version && { version }) }];
    });
  });
};

/**
 * The environments in which a release takes different files; undefined stands for all of them, and for those that a condition
 * leaves, which only helmfile knows. One that nobody lists is meant only where the files that it needs are there.
 */
function environmentsFor(
  { environments, folder }: HelmfileDocument,
  parts: readonly ReleasePart[],
  release: ValueNode | undefined,
  { read }: HelmfileSurroundings,
): readonly (string | undefined)[] {
  const items = parts.flatMap(({ node }) => itemsField(node, 'values'));
  const filesIn = (environment: string): readonly string[] =>
    items.flatMap((item) => {
      const name = textField(filledInFor(item, release, environment));
      return name === undefined || name === textField(filledInFor(item, release)) ? [] : [name];
    });
  if (mapField(release, 'condition') || !environments || environments.length > MOST_ENVIRONMENTS)
    return [undefined];
  const isThere = (name: string): boolean => name.includes('{{') || read(join(folder, name)) !== undefined;
  const ofDefault = filesIn(DEFAULT);
  if (ofDefault.length === 0) return [undefined];
  const isMeant = environments.includes(DEFAULT) || !ofDefault.every(isThere) ? [] : [DEFAULT];
  return [...environments, ...isMeant];
}

/** A release, or a template that it inherits, and where it is in the document. */
interface ReleasePart {
  readonly node: ValueNode;
  readonly path: readonly string[];
}

function templatesOf(values: MapNode, release: ValueNode): readonly ReleasePart[] {
  return itemsField(release, 'inherit').flatMap((item): readonly ReleasePart[] => {
    const name = textField(item, 'template');
    const node = name === undefined ? undefined : mapField(values, 'templates', name);
    if (name === undefined || node?.kind !== 'map') return [];
    const except = itemsField(item, 'except').flatMap((one) => textField(one) ?? []);
    const entries = new Map([...node.entries].filter(([key]) => !except.includes(key)));
    return [...templatesOf(values, node), { node: { ...node, entries }, path: ['templates', name] }];
  });
}

/** The keys of all parts; the last one's counts. */
const merged = (nodes: readonly ValueNode[]): ValueNode | undefined =>
  nodes.reduce<ValueNode | undefined>(
    (all, node) =>
      all?.kind === 'map' && node.kind === 'map'
        ? { ...node, entries: new Map([...all.entries, ...node.entries]) }
        : node,
    undefined,
  );

function namesOf(node: ValueNode | undefined) {
  const namespace = textField(node, 'namespace');
  const name = textField(node, 'name');
  const installed = mapField(node, 'installed');
  const isOff = installed?.kind === 'scalar' && installed.value === false;
  return {
    ...(name !== undefined && {
      title: `release ${namespace === undefined ? '' : `${namespace}/`}${name}`,
      release: name,
    }),
    ...(namespace !== undefined && { namespace }),
    ...(isOff && { off: 'installed is false' }),
  };
}

function layersOf(
  { document, environments, folder }: HelmfileDocument,
  { node, path }: ReleasePart,
  release: ValueNode | undefined,
  environment: string | undefined,
): readonly Layer[] {
  const possible = environments && [...environments, DEFAULT].map(literally).join('|');
  const fillings = new Map(possible === undefined ? [] : [['.Environment.Name', possible]]);
  const missing = textField(release, 'missingFileHandler');
  const isOptional = missing !== undefined && missing !== 'Error';
  const values = itemsField(node, 'values').flatMap((item, at): readonly Layer[] => {
    const name = textField(item);
    if (name === undefined) return layerAt(item, [...path, 'values', String(at)], document);
    const known = textField(filledInFor(item, release, environment)) ?? name;
    // It holds YAML only once helmfile has rendered it.
    if (known.endsWith('.gotmpl')) return [{ kind: 'unread', what: known }];
    const isFound = environment !== undefined && name.includes('{{');
    return [fileLayer(join(folder, known), known, { isOptional, isFound, fillings })];
  });
  const templates = itemsField(node, 'valuesTemplate').map(
    (): Layer => ({ kind: 'unread', what: 'valuesTemplate' }),
  );
  const secrets = itemsField(node, 'secrets').map(
    (item): Layer => ({ kind: 'unread', what: `secrets file ${textField(item) ?? ''}`.trim() }),
  );
  const sets = (['set', 'setString', 'setTemplate'] as const).flatMap((key) =>
    itemsField(node, key).flatMap((item) =>
      setLayers(item, key === 'setString' ? BY_SET_STRING : bySet(key), [...path, key]),
    ),
  );
  return [...values, ...templates, ...secrets, ...sets];
}

/** An action of one string in backticks, which templates print as it is. */
const QUOTED = /\{\{-?\s*`([^`]*)`\s*-?\}\}/g;

/**
 * Helmfile fills in the name and namespace of the release itself, whatever environment is asked for. A file that is a template
 * itself keeps them from its own rendering in backticks.
 */
function filledInFor(item: ValueNode, release: ValueNode | undefined, environment?: string): ValueNode {
  const text = textField(item);
  if (text === undefined) return item;
  const known = (['name', 'namespace'] as const).flatMap((key) => {
    const value = textField(release, key);
    return value === undefined
      ? []
      : [[key === 'name' ? 'Name' : 'Namespace', scalar(value, item.origin)] as const];
  });
  const fields = (entries: MapNode['entries']): MapNode => ({ kind: 'map', entries, origin: item.origin });
  const given = new Map([['Release', fields(new Map(known))]]);
  if (environment !== undefined)
    given.set('Environment', fields(new Map([['Name', scalar(environment, item.origin)]])));
  return filledIn(scalar(text.replace(QUOTED, '$1'), item.origin), given);
}

const bySet = (key: string): Assignment => ({
  flag: '--set',
  asTyped: 'write its value as a boolean or a number',
  asText: `move it from ${key} to setString`,
});

const BY_SET_STRING: Assignment = {
  flag: '--set-string',
  asTyped: 'move it from setString to set',
  asText: 'leave it in setString',
};

/** One item of `set`: a value, a list of values, or a file. */
function setLayers(item: ValueNode, assigned: Assignment, prefix: readonly string[]): readonly Layer[] {
  const { flag } = assigned;
  const name = textField(item, 'name');
  if (name === undefined) return [];
  const path = name.split('.');
  const value = lookup(item, ['value']);
  if (value?.kind === 'scalar' && !String(value.value).includes('{{'))
    return [
      {
        kind: 'set',
        flag: { flag, text: `${name}=${escaped(String(value.value ?? ''))}` },
        origin: value.origin,
        name: lookup(item, ['name'])?.origin,
        assigned,
        prefix,
      },
    ];
  const values = itemsField(item, 'values');
  const texts = values.flatMap((one) => (one.kind === 'scalar' ? [escaped(String(one.value ?? ''))] : []));
  if (values.length > 0 && texts.every((text) => !text.includes('{{')))
    return [
      {
        kind: 'set',
        flag: { flag, text: `${name}={${texts.join(',')}}` },
        origin: values[0]?.origin ?? item.origin,
        name: lookup(item, ['name'])?.origin,
        assigned,
        prefix,
      },
    ];
  return [{ kind: 'unread', what: `${name} of ${flag.slice(2)}`, path }];
}

const escaped = (text: string): string => text.replaceAll(',', '\\,');
