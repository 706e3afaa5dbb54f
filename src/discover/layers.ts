import type { ValuesPart } from '../lint/lint-values.ts';
import { embeddedPlace, filledPlace, type OuterFile } from '../values/embedded-text.ts';
import type { DuplicateKey } from '../values/interpret.ts';
import { parseValues, type WrittenValues } from '../values/read-values.ts';
import type { SetFlag } from '../values/set-flag.ts';
import {
  type Assignment,
  describeOrigin,
  type HelmMajor,
  lookup,
  nowhere,
  type Origin,
  scalar,
  type ValueNode,
  valueAt,
} from '../values/tree.ts';
import type { ValuesError } from '../values/values-error.ts';
import type { KubernetesObject } from './documents.ts';

/** One layer of a release's values, as the object that deploys the release names it. */
export type Layer =
  /** Values within the file that names them; `patches` are the places of what kustomize has laid over them. */
  | ({
      readonly kind: 'values';
      readonly file: string;
      readonly prefix: readonly string[];
      readonly patches?: readonly ValuesPart[];
    } & WrittenValues)
  /**
   * A values file. `isOfChart`: the chart's own values.yaml, below everything else; `under`: the keys that its values are
   * under in those of the release, where that chart is a dependency. Paths are absolute.
   */
  | {
      readonly kind: 'file';
      readonly path: string;
      readonly isOfChart?: boolean;
      readonly under?: readonly string[];
      readonly isOptional?: boolean;
      /** What stands in the name has been found by a pattern. */
      readonly isFound?: boolean;
    }
  /** A values file whose name is filled in later: each that matches where the fillings are known, else any of them may be. */
  | {
      readonly kind: 'some file';
      readonly matches: RegExp;
      readonly areFillingsKnown: boolean;
      readonly shown: string;
    }
  /** One assignment, as with --set; `name` is where its path is written, if that is not the value's key. */
  | {
      readonly kind: 'set';
      readonly flag: SetFlag;
      readonly origin: Origin;
      readonly name: Origin | undefined;
      readonly assigned: Assignment;
      readonly prefix: readonly string[];
    }
  /** Something that cannot be read here, such as an object in the cluster; `path` where it sets one key. */
  | { readonly kind: 'unread'; readonly what: string; readonly path?: readonly string[] }
  | { readonly kind: 'broken'; readonly error: ValuesError };

/** How sure a layer's name is of a file: it is written out, it is filled in with what is known, or with what nobody can tell. */
export type Certainty = 'literally' | 'surely' | 'perhaps';

/** Whether a layer is in a file. @param path absolute @param certainty the least that counts */
export function isFileOf(layer: Layer, path: string, certainty: Certainty = 'perhaps'): boolean {
  if (layer.kind === 'file')
    return layer.path === path && (certainty !== 'literally' || layer.isFound !== true);
  if (layer.kind === 'values')
    return layer.file === path || layer.patches?.some(({ file }) => file === path) === true;
  if (layer.kind !== 'some file' || certainty === 'literally') return false;
  return layer.matches.test(path) && (layer.areFillingsKnown || certainty === 'perhaps');
}

/** The path of keys that an assignment of --set is to, such as `a\.b.c`, no further than the first list: `c[0].d` sets `c`. */
export function pathSet(target: string): readonly string[] {
  const [maps = '', index] = target.split(/(?<!\\)\[/, 2);
  const keys = maps.split(/(?<!\\)\./).map((key) => key.replaceAll(/\\(.)/g, '$1'));
  return index === undefined ? keys : keys.filter((key) => key !== '');
}

/** What Helm expects under a key. */
export const notAMap = (key: string): string =>
  `${key} is not a map, but Helm expects the chart's values there; write them under it`;

/** The values of a node of a file as a layer; none for a node that is not there. */
export function layerAt(
  node: ValueNode | undefined,
  prefix: readonly string[],
  { values: { origin }, duplicates }: WrittenValues,
): readonly Layer[] {
  if (node === undefined) return [];
  if (node.kind === 'map' && origin.kind === 'file')
    return [
      {
        kind: 'values',
        file: origin.file,
        prefix,
        values: node,
        duplicates: duplicatesWithin(duplicates, [node]),
      },
    ];
  return [{ kind: 'broken', error: errorAt(node.origin, notAMap(prefix.join('.'))) }];
}

/**
 * The values of a node of an object as a layer.
 * @param path where the node is in the object, and in a patch of it
 */
export function layerOfObject(
  node: ValueNode | undefined,
  path: readonly string[],
  object: KubernetesObject,
): readonly Layer[] {
  const layers = layerAt(node, [...object.path, ...path], object.document);
  const { patches } = object;
  if (patches === undefined) return layers;
  const places = patches.map(({ name, path: own, origin }) => ({
    file: name,
    prefix: [...own, ...path],
    origin,
  }));
  const twice = patches.flatMap((patch) =>
    duplicatesWithin(
      patch.duplicates,
      [lookup(patch.node, path)].flatMap((one) => one ?? []),
    ),
  );
  return layers.map((layer) =>
    layer.kind === 'values'
      ? { ...layer, duplicates: [...layer.duplicates, ...twice], patches: places }
      : layer,
  );
}

/**
 * The values of a text in a file, such as `values: |` of an Application, as a layer.
 * @param isTemplate whether what stands between double braces is filled in later
 */
export function layerInText(
  node: ValueNode,
  prefix: readonly string[],
  {
    file,
    helm,
    isTemplate,
  }: { readonly file: OuterFile; readonly helm: HelmMajor; readonly isTemplate?: boolean },
): readonly Layer[] {
  if (node.kind !== 'scalar' || typeof node.value !== 'string' || node.origin.kind !== 'file') return [];
  const text = node.value;
  if (text.trim() === '') return [];
  const place = (isTemplate ? filledPlace : embeddedPlace)(text, node.origin, file);
  const read = parseValues(text, place, helm);
  if (read.ok) return [{ kind: 'values', file: node.origin.file, prefix, ...read.value }];
  if (isTemplate && text.includes('{{')) return [{ kind: 'unread', what: 'a template' }];
  return [{ kind: 'broken', error: read.error }];
}

/** Something that is not a map where one is needed. */
export function errorAt(origin: Origin, message: string): ValuesError {
  const place =
    origin.kind === 'file'
      ? { file: origin.file, line: origin.line, column: origin.column }
      : { flag: describeOrigin(origin) };
  return { ...place, kind: 'not-a-map', message };
}

/** The duplicates that are in one of the nodes. */
export function duplicatesWithin(
  duplicates: readonly DuplicateKey[],
  nodes: readonly ValueNode[],
): readonly DuplicateKey[] {
  return duplicates.filter(({ second }) =>
    nodes.some(
      ({ origin }) =>
        origin.kind === 'file' &&
        origin.file === second.file &&
        origin.start <= second.start &&
        second.end <= origin.end,
    ),
  );
}

const PLACEHOLDER = /(\{\{.*?\}\})/;

/**
 * A file whose name may have parts that are filled in later: `{{ .Environment.Name }}.yaml`.
 * @param path absolute
 * @param fillings patterns of all that may stand for a placeholder, by its words without the braces: `.Environment.Name`
 */
export function fileLayer(
  path: string,
  shown: string,
  {
    isOptional = false,
    isFound = false,
    fillings = new Map(),
  }: { readonly isOptional?: boolean; readonly isFound?: boolean; readonly fillings?: Fillings } = {},
): Layer {
  if (!path.includes('{{'))
    return { kind: 'file', path, ...(isOptional && { isOptional }), ...(isFound && { isFound }) };
  const parts = path.split(PLACEHOLDER).map((part) => {
    if (!PLACEHOLDER.test(part)) return { pattern: literally(part), isKnown: true };
    const known = fillings.get(part.slice(2, -2).trim());
    return known === undefined
      ? { pattern: '[^/]*', isKnown: false }
      : { pattern: `(?:${known})`, isKnown: true };
  });
  const matches = new RegExp(`^${parts.map(({ pattern }) => pattern).join('')}$`);
  return { kind: 'some file', matches, areFillingsKnown: parts.every(({ isKnown }) => isKnown), shown };
}

/** What may stand for placeholders, by their words: the sources of regular expressions. */
export type Fillings = ReadonlyMap<string, string>;

/** The source of a regular expression for a text. */
export const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** What placeholders stand for, by the first of their words. */
export type TemplateParameters = ReadonlyMap<string, ValueNode>;

/**
 * A tree with the placeholders that are known filled in, as Argo CD does: `{{ .name }}`, `{{ index .path.segments 1 }}`, and
 * of its older templates `{{name}}`, `{{path[1]}}`.
 */
export function filledIn(node: ValueNode, given: TemplateParameters): ValueNode {
  if (given.size === 0) return node;
  if (node.kind === 'list') return { ...node, items: node.items.map((item) => filledIn(item, given)) };
  if (node.kind === 'map')
    return { ...node, entries: new Map([...node.entries].map(([key, one]) => [key, filledIn(one, given)])) };
  if (typeof node.value !== 'string' || !node.value.includes('{{')) return node;
  const text = node.value.replace(/\{\{\s*([^{}]*?)\s*\}\}/g, (whole, words: string) => {
    const found = parameterCalled(words, given);
    return found?.kind === 'scalar' && found.value !== null ? String(found.value) : whole;
  });
  return text === node.value ? node : scalar(text, node.origin);
}

function parameterCalled(words: string, given: TemplateParameters): ValueNode | undefined {
  const [, indexed, more = ''] = /^index\s+\.([\w.-]+)((?:\s+(?:\d+|"[^"]*"))+)$/.exec(words) ?? [];
  const [, plain] = /^\.?([\w.[\]-]+)$/.exec(words) ?? [];
  const name = indexed ?? plain;
  if (name === undefined) return undefined;
  const way = [...name.split('.'), ...(more.match(/[^\s"]+/g) ?? [])];
  // The older templates name a parameter as a whole: `path.basename`.
  return given.get(name) ?? valueAt({ kind: 'map', entries: new Map(given), origin: nowhere }, way);
}
