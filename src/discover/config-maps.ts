import { basename, resolve } from 'node:path';
import { fromJson, type HelmMajor, type MapNode, placesIn, scalar, type ValueNode } from '../values/tree.ts';
import {
  itemsField,
  type KubernetesObject,
  mapField,
  type OuterDocument,
  textField,
  whereWritten,
} from './documents.ts';
import { type Layer, layerInText } from './layers.ts';
import { mergedPatch } from './patch-tree.ts';
import { type BuiltObject, builtFrom } from './patches.ts';

/** What stands for the content of a file in the data of a ConfigMap that kustomize generates. */
const filesOfNodes = new WeakMap<ValueNode, string>();

/**
 * Objects with the ConfigMaps that a kustomization generates, or merges or replaces, as kustomize 5.7 does.
 * @param folder absolute; what its paths start from
 * @param changer the file or folder that is said to change the objects
 */
export const generatedInto = (
  objects: readonly BuiltObject[],
  document: OuterDocument,
  folder: string,
  changer: string,
): readonly BuiltObject[] => {
  let all = objects;
  for (const generator of itemsField(document.values, 'configMapGenerator'))
    all = withGenerated(all, generator, document, { folder, changer });
  return all;
};

function withGenerated(
  objects: readonly BuiltObject[],
  generator: ValueNode,
  document: OuterDocument,
  { folder, changer }: { readonly folder: string; readonly changer: string },
): readonly BuiltObject[] {
  const name = textField(generator, 'name');
  const behavior = textField(generator, 'behavior');
  const root = generatedRoot(generator, document, folder);
  if (name === undefined || root === undefined) return objects;
  const namespace = textField(generator, 'namespace');
  const isMeant = ({ kind, ids }: BuiltObject): boolean =>
    kind === 'ConfigMap' &&
    ids.some((id) => id.name === name && (namespace === undefined || id.namespace === namespace));
  if ((behavior === 'merge' || behavior === 'replace') && objects.some(isMeant))
    return objects.map((one) => (isMeant(one) ? { ...one, ...laidOver(one, root, behavior), changer } : one));
  const title = `ConfigMap ${namespace === undefined ? '' : `${namespace}/`}${name}`;
  const made = builtFrom({ group: '', kind: 'ConfigMap', name, title, root, path: [], document });
  return [...objects, { ...made, changer }];
}

const laidOver = (
  { root, unread }: BuiltObject,
  over: MapNode,
  behavior: 'merge' | 'replace',
): Pick<BuiltObject, 'root' | 'unread'> => {
  const { entries } = root;
  const kept = { ...root, entries: new Map([...entries].filter(([key]) => key !== 'data')) };
  const data = { ...over, entries: new Map([...over.entries].filter(([key]) => key === 'data')) };
  return behavior === 'replace'
    ? { root: mergedPatch(kept, data), unread: [] }
    : { root: mergedPatch(root, data), unread: unread ?? [] };
};

/** A ConfigMap as an item of `configMapGenerator` says it; undefined for one without a name. */
function generatedRoot(generator: ValueNode, { values }: OuterDocument, folder: string): MapNode | undefined {
  const name = textField(generator, 'name');
  if (name === undefined) return undefined;
  const namespace = textField(generator, 'namespace');
  const metadata = { name, ...(namespace !== undefined && { namespace }) };
  const root = fromJson({ kind: 'ConfigMap', metadata, data: {} }, values.origin) as MapNode;
  const files = itemsField(generator, 'files').map((node) => {
    const text = textField(node) ?? '';
    const [key = '', path = key] = text.includes('=') ? text.split('=') : [basename(text), text];
    const content = scalar('', node.origin);
    filesOfNodes.set(content, resolve(folder, path));
    return [key, content] as const;
  });
  const literals = itemsField(generator, 'literals').map((node) => {
    const [, key = '', value = ''] = /^([^=]*)=(.*)$/s.exec(textField(node) ?? '') ?? [];
    return [key, scalar(value, node.origin)] as const;
  });
  const data = { kind: 'map' as const, origin: values.origin, entries: new Map([...files, ...literals]) };
  return { ...root, entries: new Map(root.entries).set('data', data) };
}

/** What a release takes of a ConfigMap. */
export interface TakenValue {
  readonly key: string;
  /** Where it sets one value, in the notation of --set; without it, the text is a whole values file. */
  readonly target?: string;
  /** Whether the text is taken as it is. */
  readonly isLiteral?: boolean;
}

/**
 * What a ConfigMap holds under a key, as a layer; none where it does not have the key. A value with a target is read as one
 * of --set is, or of --set-string where it has quotes around it (helm-controller 1.4).
 * @param read a file by its absolute path
 */
export function configMapLayer(
  map: KubernetesObject,
  { key, target, isLiteral = false }: TakenValue,
  helm: HelmMajor,
  read: (path: string) => string | undefined,
): readonly Layer[] {
  const data = mapField(map.root, 'data', key);
  if (data?.kind !== 'scalar') return [];
  const path = filesOfNodes.get(data);
  if (path !== undefined && target === undefined) return [{ kind: 'file', path }];
  const { file, path: prefix } = whereWritten(map, data, ['data', key]);
  if (target === undefined) return layerInText(data, prefix, { file, helm });
  const text = path === undefined ? data.value : read(path);
  if (typeof text !== 'string') return [];
  const isQuoted = /^(['"]).*\1$/s.test(text);
  const value = isQuoted ? text.replace(/^['"]+|['"]+$/g, '') : text;
  const flag = isLiteral ? '--set-literal' : isQuoted ? '--set-string' : '--set';
  const origin = path === undefined ? data.origin : placesIn(path, text)(0);
  return [
    {
      kind: 'set',
      flag: { flag, text: `${target}=${isLiteral ? text : value}` },
      origin,
      name: undefined,
      assigned: {
        flag: flag === '--set' ? '--set' : '--set-string',
        asTyped: isLiteral ? 'remove literal: true' : `write the text ${value} without the quotes in it`,
        asText: `write the text with quotes in it, as "'${value}'"`,
      },
      prefix: path === undefined ? prefix : [],
    },
  ];
}
