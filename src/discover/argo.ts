import { basename, join } from 'node:path';
import { withArticle } from '../english.ts';
import type { SetFlag } from '../values/set-flag.ts';
import type { Assignment, HelmMajor, ValueNode } from '../values/tree.ts';
import { type ChartReference, chartIn, laidOver } from './chart-reference.ts';
import { writtenVersion } from './chart-version.ts';
import { itemsField, type KubernetesObject, mapField, textField, whereWritten } from './documents.ts';
import {
  errorAt,
  type Fillings,
  fileLayer,
  filledIn,
  type Layer,
  layerInText,
  layerOfObject,
  literally,
  pathSet,
} from './layers.ts';

export const isArgoApplication = ({ group, kind }: KubernetesObject): boolean =>
  group === 'argoproj.io' && (kind === 'Application' || kind === 'ApplicationSet');

/** Where an Application's files are looked for. */
export interface ArgoSurroundings {
  /** The root of the repository, absolute. */
  readonly root: string;
  /** The references to the dependencies of an umbrella chart in a folder of the repository. */
  readonly umbrellaAt: (folder: string) => readonly ChartReference[];
  readonly helm: HelmMajor;
}

interface Source {
  readonly node: ValueNode;
  readonly path: readonly string[];
}

/** An Application as one source of it sees it; of an ApplicationSet, one of the Applications that it makes. */
interface Application {
  readonly object: KubernetesObject;
  /** The Application's metadata and spec, and where they are in the object. */
  readonly node: ValueNode;
  readonly path: readonly string[];
  readonly title: string;
  readonly isTemplate: boolean;
  /** What a generator fills in where it cannot be read here. */
  readonly fillings?: Fillings;
}

/** The sources of an Argo CD Application or ApplicationSet that are of one of the charts. */
export function argoUses(
  object: KubernetesObject,
  chartNames: readonly string[],
  around: ArgoSurroundings,
): readonly ChartReference[] {
  return applicationsOf(object).flatMap((application) => {
    const sources = sourcesOf(application);
    const uses = sources.flatMap((source) =>
      usesOf(application, source, chartNames, around).map((use) => ({ use, source })),
    );
    return uses.map(({ use, source }) =>
      uses.length > 1 && sources.length > 1
        ? { ...use, title: `${use.title}, source ${source.path.at(-1)}` }
        : use,
    );
  });
}

/** Of an ApplicationSet with a list, an Application for each of its elements: their placeholders are known. */
function applicationsOf(object: KubernetesObject): readonly Application[] {
  const { kind, root, title } = object;
  if (kind !== 'ApplicationSet') return [{ object, node: root, path: [], title, isTemplate: false }];
  const template = mapField(root, 'spec', 'template');
  if (!template) return [];
  const own = { object, path: ['spec', 'template'], title, isTemplate: true };
  const generators = itemsField(root, 'spec', 'generators');
  const [only] = generators.length === 1 ? generators : [];
  // A selector leaves some of the elements out.
  const elements = mapField(only, 'selector') ? [] : itemsField(only, 'list', 'elements');
  const made = elements.flatMap((element) => {
    if (element.kind !== 'map') return [];
    const node = filledIn(template, element.entries);
    const name = textField(node, 'metadata', 'name');
    return [{ ...own, node, title: name === undefined ? title : `${title}, ${name}` }];
  });
  return made.length > 0 ? made : [{ ...own, node: template, fillings: foldersOf(generators) }];
}

/** The folders of the repository that the only generator finds, one without exclusions. */
function foldersOf(generators: readonly ValueNode[]): Fillings {
  const folders = generators.length === 1 ? itemsField(generators[0], 'git', 'directories') : [];
  const globs = folders.flatMap((one) => textField(one, 'path') ?? []);
  const isKnown =
    globs.length > 0 &&
    globs.every((glob) => /^[\w./*-]+$/.test(glob) && !glob.includes('**')) &&
    folders.every((one) => mapField(one, 'exclude') === undefined) &&
    mapField(generators[0], 'selector') === undefined;
  if (!isKnown) return new Map();
  const patternOf = (all: readonly string[]): string =>
    all.map((glob) => glob.split('*').map(literally).join('[^/]+')).join('|');
  const paths = patternOf(globs);
  const names = patternOf(globs.map((glob) => basename(glob)));
  return new Map([
    ['path', paths],
    ['.path.path', paths],
    ['path.basename', names],
    ['.path.basename', names],
  ]);
}

function sourcesOf({ node: root, path }: Application): readonly Source[] {
  const spec = mapField(root, 'spec');
  const single = mapField(spec, 'source');
  const several = itemsField(spec, 'sources').map((node, at) => ({
    node,
    path: [...path, 'spec', 'sources', String(at)],
  }));
  return single ? [{ node: single, path: [...path, 'spec', 'source'] }, ...several] : several;
}

function usesOf(
  application: Application,
  source: Source,
  chartNames: readonly string[],
  around: ArgoSurroundings,
): readonly ChartReference[] {
  const { object, title, node } = application;
  const chart = chartIn(textField(source.node, 'chart'), chartNames);
  const folder = textField(source.node, 'path');
  const of = {
    title,
    isFilledIn: application.isTemplate,
    release:
      textField(source.node, 'helm', 'releaseName') ?? textField(node, 'metadata', 'name') ?? object.name,
    ...namespaceOf(application),
  };
  const layers = (): readonly Layer[] => [
    ...layersOf(application, source, around),
    ...(mapField(object.root, 'spec', 'templatePatch')
      ? [{ kind: 'unread' as const, what: 'templatePatch' }]
      : []),
  ];
  if (chart === undefined && folder !== undefined && !folder.includes('{{'))
    return laidOver(around.umbrellaAt(folder), of, layers);
  if (chart === undefined) return [];
  const revision = mapField(source.node, 'targetRevision');
  const version = writtenVersion(revision, whereWritten(object, revision).file, object.kind);
  const what = `${withArticle(object.kind)} of ${chart}`;
  return [{ chart, what, ...of, layers, ...(version && { version }) }];
}

function namespaceOf({ node }: Application): Pick<ChartReference, 'namespace'> {
  const namespace = textField(node, 'spec', 'destination', 'namespace');
  return namespace === undefined || namespace.includes('{{') ? {} : { namespace };
}

/**
 * Argo CD reads the files, then `valuesObject`, else the text in `values`, and lays the parameters over them. It fills
 * in what is in double braces in texts only, so a switch of `valuesObject` stays a text.
 */
function layersOf(application: Application, source: Source, around: ArgoSurroundings): readonly Layer[] {
  const helm = mapField(source.node, 'helm');
  if (!helm) return [];
  return [
    ...filesOf(application, source, helm, around),
    ...valuesOf(application, helm, [...source.path, 'helm'], around),
    ...itemsField(helm, 'parameters').flatMap((one) =>
      parameterOf(one, whereWritten(application.object, one, [...source.path, 'helm', 'parameters']).path),
    ),
    ...itemsField(helm, 'fileParameters').map(
      (one): Layer => ({
        kind: 'unread',
        what: 'a file parameter',
        path: pathSet(textField(one, 'name') ?? ''),
      }),
    ),
  ];
}

/** `$values/a.yaml` is of the source that has the name for its `ref`; a chart's own files are out of sight. */
function filesOf(
  application: Application,
  source: Source,
  helm: ValueNode,
  { root }: ArgoSurroundings,
): readonly Layer[] {
  const isOptional = (() => {
    const node = mapField(helm, 'ignoreMissingValueFiles');
    return node?.kind === 'scalar' && node.value === true;
  })();
  const { fillings } = application;
  const refs = sourcesOf(application).flatMap(({ node }) => textField(node, 'ref') ?? []);
  const folder = textField(source.node, 'path');
  return itemsField(helm, 'valueFiles').flatMap((item): readonly Layer[] => {
    const name = textField(item);
    if (name === undefined) return [];
    const [, ref, rest] = /^\$([\w-]+)\/(.*)$/.exec(name) ?? [];
    if (ref !== undefined && rest !== undefined && refs.includes(ref))
      return [fileLayer(join(root, rest), name, { isOptional, fillings })];
    if (/^[a-z][\w+.-]*:\/\//.test(name) || (folder === undefined && !name.startsWith('/')))
      return [{ kind: 'unread', what: name }];
    return [
      fileLayer(name.startsWith('/') ? join(root, name) : join(root, folder ?? '', name), name, {
        isOptional,
        fillings,
      }),
    ];
  });
}

function valuesOf(
  { object, isTemplate }: Application,
  helm: ValueNode,
  path: readonly string[],
  around: ArgoSurroundings,
): readonly Layer[] {
  const values = mapField(helm, 'valuesObject');
  if (values) return layerOfObject(values, [...path, 'valuesObject'], object);
  const text = mapField(helm, 'values');
  if (text === undefined) return [];
  if (text.kind !== 'scalar' || typeof text.value !== 'string')
    return [
      {
        kind: 'broken',
        error: errorAt(
          text.origin,
          'helm.values must be a string, and Argo CD rejects anything else; write values: | above the keys, or rename it to valuesObject',
        ),
      },
    ];
  const { file, path: prefix } = whereWritten(object, text, [...path, 'values']);
  return layerInText(text, prefix, { file, helm: around.helm, isTemplate });
}

/** Each is a --set, or a --set-string with `forceString`. */
function parameterOf(parameter: ValueNode, prefix: readonly string[]): readonly Layer[] {
  const name = textField(parameter, 'name');
  const value = mapField(parameter, 'value');
  if (name === undefined || (value !== undefined && value.kind !== 'scalar')) return [];
  const forced = mapField(parameter, 'forceString');
  const flag: SetFlag = {
    flag: forced?.kind === 'scalar' && forced.value === true ? '--set-string' : '--set',
    text: `${name}=${escapeCommas(String(value?.value ?? ''))}`,
  };
  const isForced = flag.flag === '--set-string';
  const assigned: Assignment = {
    flag: isForced ? '--set-string' : '--set',
    asTyped: isForced ? 'remove forceString: true' : 'set its value to a boolean or a number',
    asText: 'add forceString: true',
  };
  return [
    {
      kind: 'set',
      flag,
      origin: (value ?? parameter).origin,
      name: mapField(parameter, 'name')?.origin,
      assigned,
      prefix,
    },
  ];
}

/** As Argo CD does: a comma separates nothing but the items of a list in braces. */
const escapeCommas = (value: string): string =>
  /^\{.*\}$/s.test(value) ? value : value.replace(/([^\\]),/g, '$1\\,');
