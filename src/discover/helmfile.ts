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
  umbrellaAt: (folder: string) => readonly ChartReference[],
): readonly ChartReference[] => {
  const environments = environmentsOf(documents);
  return documents.flatMap((document) => usesOf({ document, environments, folder }, chartNames, umbrellaAt));
};

/** A document of a helmfile, and what the paths in it need. */
interface HelmfileDocument {
  readonly document: OuterDocument;
  /** The names of all environments; undefined where the file lists none, as its bases may. */
  readonly environments: readonly string[] | undefined;
  readonly folder: string;
}

/** Without a name helmfile takes the environment `default`, listed or not. */
function environmentsOf(documents: readonly OuterDocument[]): readonly string[] | undefined {
  const names = documents.flatMap(({ values }) => {
    const node = mapField(values, 'environments');
    return node?.kind === 'map' ? [...node.entries.keys()] : [];
  });
  const isWhole = !documents.some(({ values }) => mapField(values, 'bases') !== undefined);
  return names.length > 0 && isWhole ? [...new Set([...names, 'default'])] : undefined;
}

const usesOf = (
  helmfile: HelmfileDocument,
  chartNames: readonly string[],
  umbrellaAt: (folder: string) => readonly ChartReference[],
): readonly ChartReference[] => {
  const { document, folder } = helmfile;
  return itemsField(document.values, 'releases').flatMap((release, at) => {
    const parts = [
      ...templatesOf(document.values, release),
      { node: release, path: ['releases', String(at)] },
    ];
    const node = merged(parts.map((part) => part.node));
    const reference = textField(node, 'chart');
    const layers = () => parts.flatMap((part) => layersOf(helmfile, part, node));
    const own = { ...namesOf(node), layers };
    const ofFolder = reference === undefined ? [] : umbrellaAt(join(folder, reference));
    // Helmfile takes a folder where there is one, with or without ./ in front.
    if (reference !== undefined && (isFolder(reference) || ofFolder.length > 0))
      return laidOver(ofFolder, own, layers);
    const chart = chartIn(reference, chartNames);
    if (chart === undefined) return [];
    const version = writtenVersion(mapField(node, 'version'), document.file);
    const what = `a helmfile with ${chart}`;
    return [{ chart, what, ...own, title: own.title ?? `release ${chart}`, ...(version && { version }) }];
  });
};

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
): readonly Layer[] {
  const fillings = new Map(environments && [['.Environment.Name', environments.map(literally).join('|')]]);
  const missing = textField(release, 'missingFileHandler');
  const isOptional = missing !== undefined && missing !== 'Error';
  const values = itemsField(node, 'values').flatMap((item, at): readonly Layer[] => {
    const name = textField(item);
    if (name === undefined) return layerAt(item, [...path, 'values', String(at)], document);
    const known = textField(ofRelease(item, release)) ?? name;
    // It holds YAML only once helmfile has rendered it.
    if (known.endsWith('.gotmpl')) return [{ kind: 'unread', what: known }];
    return [fileLayer(join(folder, known), known, { isOptional, fillings })];
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
function ofRelease(item: ValueNode, release: ValueNode | undefined): ValueNode {
  const text = textField(item);
  if (text === undefined) return item;
  const known = (['name', 'namespace'] as const).flatMap((key) => {
    const value = textField(release, key);
    return value === undefined
      ? []
      : [[key === 'name' ? 'Name' : 'Namespace', scalar(value, item.origin)] as const];
  });
  const fields: MapNode = { kind: 'map', entries: new Map(known), origin: item.origin };
  return filledIn(scalar(text.replace(QUOTED, '$1'), item.origin), new Map([['Release', fields]]));
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
