import { join } from 'node:path';
import { withArticle } from '../english.ts';
import type { SetFlag } from '../values/set-flag.ts';
import type { Assignment, HelmMajor, ValueNode } from '../values/tree.ts';
import { type ChartReference, chartIn, laidOver } from './chart-reference.ts';
import { writtenVersion } from './chart-version.ts';
import { itemsField, type KubernetesObject, mapField, textField, whereWritten } from './documents.ts';
import { elementsOf } from './generators.ts';
import { errorAt, fileLayer, filledIn, type Layer, layerInText, layerOfObject, pathSet } from './layers.ts';
import type { Repository } from './repository.ts';

export const isArgoApplication = ({ group, kind }: KubernetesObject): boolean =>
  group === 'argoproj.io' && (kind === 'Application' || kind === 'ApplicationSet');

/** The repository that an Application is of. */
export interface ArgoPlace {
  /** Absolute. */
  readonly root: string;
  readonly repository: Repository;
}

/** Where an Application's files are looked for. */
export interface ArgoSurroundings extends ArgoPlace {
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
  /** Which of those that an ApplicationSet makes it is: its name, or where it comes from if that has parts nobody knows. */
  readonly element?: string;
  readonly isTemplate: boolean;
  /** A pattern of a generator has found what is filled in. */
  readonly isFound: boolean;
}

/** The sources of an Argo CD Application or ApplicationSet that are of one of the charts. */
export function argoUses(
  object: KubernetesObject,
  chartNames: readonly string[],
  around: ArgoSurroundings,
): readonly ChartReference[] {
  return applicationsOf(object, around).flatMap((application) => {
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

/** Of an ApplicationSet, an Application for each element that is known: its placeholders are filled in. */
export function applicationsOf(object: KubernetesObject, around: ArgoPlace): readonly Application[] {
  const { kind, root, title } = object;
  if (kind !== 'ApplicationSet')
    return [{ object, node: root, path: [], title, isTemplate: false, isFound: false }];
  const template = mapField(root, 'spec', 'template');
  if (!template) return [];
  const goTemplate = mapField(root, 'spec', 'goTemplate');
  const isGo = goTemplate?.kind === 'scalar' && goTemplate.value === true;
  const generators = itemsField(root, 'spec', 'generators');
  const ofValues = itemsField(template, 'spec', 'sources').flatMap((one) =>
    textField(one, 'ref') === undefined ? [] : (textField(one, 'repoURL') ?? []),
  );
  return elementsOf(generators, { ...around, isGo, ofValues }).map(({ given, isFound, from }) => {
    const node = filledIn(template, given);
    const name = given.size === 0 ? undefined : textField(node, 'metadata', 'name');
    const element = name?.includes('{{') ? from.join(' ') : name;
    return {
      object,
      node,
      path: ['spec', 'template'],
      title: element === undefined ? title : `${title}, ${element}`,
      ...(element !== undefined && { element }),
      isTemplate: true,
      isFound,
    };
  });
}

/** The sources of an Application, and where they are in its object. */
export function sourcesOf({ node: root, path }: Application): readonly Source[] {
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
    ...(application.element !== undefined && { element: application.element }),
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
  const refs = sourcesOf(application).flatMap(({ node }) => textField(node, 'ref') ?? []);
  const folder = textField(source.node, 'path');
  return itemsField(helm, 'valueFiles').flatMap((item): readonly Layer[] => {
    const name = textField(item);
    if (name === undefined) return [];
    const written = whereWritten(application.object, item).file.text;
    const isFound =
      application.isFound &&
      item.origin.kind === 'file' &&
      written.slice(item.origin.start, item.origin.end).includes('{{');
    const [, ref, rest] = /^\$([\w-]+)\/(.*)$/.exec(name) ?? [];
    if (ref !== undefined && rest !== undefined && refs.includes(ref))
      return [fileLayer(join(root, rest), name, { isOptional, isFound })];
    if (/^[a-z][\w+.-]*:\/\//.test(name) || (folder === undefined && !name.startsWith('/')))
      return [{ kind: 'unread', what: name }];
    return [
      fileLayer(name.startsWith('/') ? join(root, name) : join(root, folder ?? '', name), name, {
        isOptional,
        isFound,
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
