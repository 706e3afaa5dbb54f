import type { ManifestObject, Place } from '../pack.ts';
import { objectBehind } from '../rules/objects.ts';
import { embeddedPlace } from '../values/embedded-text.ts';
import { type FileOrigin, placesIn } from '../values/tree.ts';
import type { YamlNode, YamlScalar } from '../yaml/node.ts';

/** A Service by what its clients call it. */
export interface ServiceName {
  readonly name: string;
  /** Empty where it is not known. */
  readonly namespace: string;
}

/** Where the text of an object names a Service as an address. */
export interface Mention {
  readonly service: ServiceName;
  /** Of a Secret, whose texts are never shown, the name of the object. */
  readonly at: Place;
  /** With dots between keys: `data.datasources\.yaml`. */
  readonly path: string;
}

/** Words in the names of keys, flags and variables whose value is an address. */
const ADDRESS = /host|addr|url|uri|endpoint|server|upstream|backend|destination|domain/i;

/** Field names that point at a Service in the schemas of Kubernetes' extensions. */
const SERVICE_FIELD = /^(?:service|svc)(?:name)?$/i;

/** Below these stand labels and the object's own name, which look like the name of a Service and are not one. */
const NO_ADDRESS = new Set(['labels', 'matchLabels', 'matchExpressions', 'selector', 'ownerReferences']);
const NO_ADDRESS_AT_TOP = new Set(['apiVersion', 'kind', 'status']);

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Nothing goes on behind a name but the dot that ends a sentence or a full host name. */
const END = String.raw`(?=\.?(?![\w.-]))`;

/**
 * The forms in which a text surely means a Service and no other word.
 * @param isNear whether the text belongs to the Service's namespace, where its bare name is enough
 */
function formsOf({ name, namespace }: ServiceName, isNear: boolean): readonly RegExp[] {
  const word = escaped(name);
  const full = `(?<![\\w-])${word}\\.${escaped(namespace)}(?:(?=\\.svc(?![\\w-]))|${END})`;
  const near = [
    // With a port, which an image's tag behind a slash looks like.
    `(?<=^|//|_tcp\\.|[^\\w./-])${word}(?=:(?:\\d|\\$))`,
    `(?<=://|:///|//[^/\\s@]*@|dns\\w*\\+|_tcp\\.)${word}${END}`,
  ];
  return [...(namespace === '' ? [] : [full]), ...(isNear ? near : [])].map((form) => new RegExp(form, 'd'));
}

/** `host: read`, `"url":"read"`, `--read.address=read`: the name of a Service as the whole value of an address. */
function namedAsValue(text: string, name: string): number | undefined {
  const form = new RegExp(
    String.raw`([\w.-]+)\\?["']?\s*[:=]\s*\\?["']?(${escaped(name)})(?=\\?["']|[\s,;}\]]|$)`,
    'dg',
  );
  const match = [...text.matchAll(form)].find(([, key = '']) => ADDRESS.test(key));
  return match?.indices?.[2]?.[0];
}

/** A scalar of an object, and what its fields are called. */
interface Leaf {
  readonly scalar: YamlScalar;
  readonly path: readonly string[];
  /** The names that say what it is: its key, that of its map, its flag or variable. */
  readonly calledBy: readonly string[];
}

const textOfEntry = (node: YamlNode, key: string): string | undefined => {
  const value = node.kind === 'map' ? node.entries.find((one) => one.key === key)?.value : undefined;
  return value?.kind === 'scalar' ? value.value : undefined;
};

function* leavesOf(node: YamlNode, path: readonly string[], calledBy: readonly string[]): Generator<Leaf> {
  if (node.kind === 'scalar') yield { scalar: node, path, calledBy };
  if (node.kind === 'map')
    for (const { key, value } of node.entries) {
      const isSkipped = path.length === 0 ? NO_ADDRESS_AT_TOP.has(key) : NO_ADDRESS.has(key);
      const isOwnName = path.length === 1 && path[0] === 'metadata' && key !== 'annotations';
      if (isSkipped || isOwnName) continue;
      const above = key === 'name' ? path.slice(-1) : [];
      const variable = key === 'value' ? [textOfEntry(node, 'name') ?? ''] : [];
      yield* leavesOf(value, [...path, key], [key, ...above, ...variable]);
    }
  if (node.kind === 'sequence')
    for (const [index, { value }] of node.items.entries()) {
      const before = node.items[index - 1]?.value;
      const flag = before?.kind === 'scalar' && before.value.startsWith('-') ? [before.value] : [];
      yield* leavesOf(value, [...path, String(index)], [...calledBy, ...flag]);
    }
}

function offsetIn({ scalar: { value }, calledBy }: Leaf, service: ServiceName, isNear: boolean) {
  if (!value.includes(service.name)) return undefined;
  for (const form of formsOf(service, isNear)) {
    const found = form.exec(value);
    if (found) return found.index;
  }
  if (!isNear) return undefined;
  if (value !== service.name) return namedAsValue(value, service.name);
  return calledBy.some((name) => ADDRESS.test(name) || SERVICE_FIELD.test(name)) ? 0 : undefined;
}

const isBase64 = /^[A-Za-z0-9+/\s]+=*\s*$/;

/** What a Secret keeps: its `data` is in base64. */
const decoded = (leaf: Leaf): Leaf =>
  leaf.path[0] === 'data' && isBase64.test(leaf.scalar.value)
    ? {
        ...leaf,
        scalar: { ...leaf.scalar, value: Buffer.from(leaf.scalar.value, 'base64').toString('utf8') },
      }
    : leaf;

function placeIn(object: ManifestObject, { scalar }: Leaf, offset: number, length: number): Place {
  const { document } = objectBehind(object);
  const { text, index } = document;
  const { start: from, end, value } = scalar;
  const origin: FileOrigin = { kind: 'file', file: '', line: 1, column: 1, start: from, end };
  const isAsWritten = text.slice(from, end) === value;
  const start = isAsWritten
    ? from + offset
    : embeddedPlace(value, origin, { text, place: placesIn('', text) })(offset).start;
  return { in: 'manifest', document: index, start, end: start + length };
}

/**
 * Where texts of an object name Services as addresses: in ConfigMaps, args, variables, annotations and fields of any kind.
 * Words that are no address (labels, names of objects, images, prose) are not meant.
 * @param home the namespace of an object that names none
 * @returns for each Service the first place
 */
export function mentionsOf(
  object: ManifestObject,
  services: readonly ServiceName[],
  home: string,
): readonly Mention[] {
  const isSecret = object.kind === 'Secret';
  const read = [...leavesOf(objectBehind(object).node, [], [])];
  const leaves = isSecret ? read.map(decoded) : read;
  return services.flatMap((service): Mention[] => {
    const isNear = (object.namespace || home) === service.namespace;
    for (const leaf of leaves) {
      const offset = offsetIn(leaf, service, isNear);
      if (offset === undefined) continue;
      const at = isSecret
        ? object.place('metadata', 'name')
        : placeIn(object, leaf, offset, service.name.length);
      const path = leaf.path.map((key) => key.replaceAll('.', '\\.')).join('.');
      return [{ service, at, path }];
    }
    return [];
  });
}
