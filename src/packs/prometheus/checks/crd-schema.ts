import { field, listOf, recordOf } from '../../../live/json.ts';
import type { Tree } from '../../../pack.ts';

const KEEPS_UNKNOWN = 'x-kubernetes-preserve-unknown-fields';

/** What a schema says of a key of a map; undefined where the API server drops the key. */
function schemaOfKey(schema: Readonly<Record<string, unknown>>, key: string): unknown {
  const properties = recordOf(schema.properties);
  if (Object.hasOwn(properties, key)) return properties[key];
  const { additionalProperties: others } = schema;
  const takesAll = others === true || schema[KEEPS_UNKNOWN] === true;
  return takesAll ? { [KEEPS_UNKNOWN]: true } : others || undefined;
}

/**
 * Fields of a value that its schema does not have: `queueConfig.maxShards`. Of a field that is missing, none below it is named,
 * and of the items of a list each field once.
 */
export function fieldsUnknownTo(schema: unknown, value: Tree, path = ''): readonly string[] {
  const own = recordOf(schema);
  const unknown = value.keys().flatMap((key) => {
    const below = value.below(key);
    if (typeof key === 'number') return fieldsUnknownTo(own.items ?? { [KEEPS_UNKNOWN]: true }, below, path);
    const name = path === '' ? key : `${path}.${key}`;
    const found = schemaOfKey(own, key);
    return found === undefined ? [name] : fieldsUnknownTo(found, below, name);
  });
  return [...new Set(unknown)];
}

/** The schema of a version of a CRD below a path of properties; undefined where it has no such version. */
export function schemaIn(crd: unknown, version: string, path: readonly string[]): unknown {
  const versions = listOf(field(crd, 'spec', 'versions')).map(recordOf);
  const found = versions.find(({ name }) => name === version);
  const root = field(found, 'schema', 'openAPIV3Schema');
  return path.reduce((schema, key) => schemaOfKey(recordOf(schema), key), root);
}
