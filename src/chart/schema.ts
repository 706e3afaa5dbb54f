import type { ChartTables } from './chart.ts';
import { type ChartKey, defaultOf, isKnown, isRemoved, type KeySection, type Keys, knownIn } from './key.ts';
import type { KubernetesType } from './kubernetes.ts';
import { type Leaf, leafSchema, type SchemaObject, typeSchema } from './leaf-schema.ts';

export type { SchemaObject } from './leaf-schema.ts';

/** Keys at the top that hold YAML anchors and mean nothing to the chart. */
const HOLDERS = '^x-';

/** The keys that a chart version reads, and those that it once read. */
const presentIn = (keys: Keys, chart: string): readonly (readonly [string, ChartKey])[] =>
  Object.entries(keys).filter(([, key]) => isKnown(key, chart) || isRemoved(key, chart));

const sectionSchema = (properties: SchemaObject, open = false): SchemaObject => ({
  type: ['object', 'null'],
  properties,
  ...(open ? {} : { additionalProperties: false }),
});

const whyIgnored = ({ removal }: ChartKey): string =>
  `Ignored from chart ${removal?.chart} on. ${removal?.note}`;

/** The schema of what another program reads in a map of a range of chart versions, and the parts that it refers to. */
export type ContentSchema = (charts: readonly string[]) => {
  readonly schema: SchemaObject;
  readonly definitions: Readonly<Record<string, SchemaObject>>;
};

/** By the name that the table of keys has for it. */
export type ContentSchemas = Readonly<Record<string, ContentSchema>>;

/** Writes the schema of one chart version for readers; sections that stand at several places are written once. */
class SchemaDraft {
  readonly definitions: Record<string, SchemaObject> = {};
  readonly #chart: string;
  readonly #range: readonly string[];
  readonly #contents: ContentSchemas;

  constructor(chart: string, range: readonly string[], contents: ContentSchemas) {
    this.#chart = chart;
    this.#range = range;
    this.#contents = contents;
  }

  propertiesOf(keys: Keys): SchemaObject {
    return Object.fromEntries(presentIn(keys, this.#chart).map(([name, key]) => [name, this.#schemaOf(key)]));
  }

  /** Removed keys may be anything: editors strike them through, and a rule reports them. */
  #schemaOf(key: ChartKey): SchemaObject {
    if (isRemoved(key, this.#chart)) return { description: whyIgnored(key), deprecated: true };
    const { shape } = key;
    const schema = shape.kind === 'section' ? this.#refer(shape) : this.#leaf(key, shape);
    return { ...this.#wordsOf(key), ...schema };
  }

  #leaf(key: ChartKey, shape: Leaf): SchemaObject {
    const content = shape.kind === 'map' ? shape.content : undefined;
    if (content !== undefined && this.#contents[content]) return this.#contentOf(content);
    return leafSchema(key, shape, 'editor', this.#referToType);
  }

  readonly #referToType = (type: KubernetesType, takesNull: boolean): SchemaObject => {
    const name = takesNull ? `Optional${type.name}` : type.name;
    if (this.definitions[name] === undefined) {
      const schema = typeSchema(type, 'editor', this.#referToType);
      this.definitions[name] = takesNull ? { ...schema, type: ['object', 'null'] } : schema;
    }
    return { $ref: `#/definitions/${name}` };
  };

  #contentOf(name: string): SchemaObject {
    const content = this.#contents[name];
    if (content && this.definitions[name] === undefined) {
      const { schema, definitions } = content(this.#range);
      Object.assign(this.definitions, definitions, { [name]: schema });
    }
    return { $ref: `#/definitions/${name}` };
  }

  #refer(shape: KeySection): SchemaObject {
    if (shape.shared === undefined) return this.#section(shape);
    this.definitions[shape.shared] ??= this.#section(shape);
    return { $ref: `#/definitions/${shape.shared}` };
  }

  #section(shape: KeySection): SchemaObject {
    return sectionSchema(this.propertiesOf(shape.keys), shape.open);
  }

  /** A section whose keys stand in place tells their defaults one by one. */
  #wordsOf(key: ChartKey): SchemaObject {
    const isInPlace = key.shape.kind === 'section' && key.shape.shared === undefined;
    const value = isInPlace ? undefined : defaultOf(key, this.#chart);
    return {
      description: key.description,
      ...(key.deprecated ? { deprecated: true } : {}),
      ...(value === undefined ? {} : { default: value }),
    };
  }
}

/**
 * The JSON Schema (draft-07) of the values of a chart version, the same for all versions of a range. It can be the
 * values.schema.json of a chart and the schema of an editor.
 * @param version any; the nearest known one is taken
 * @param title what the values are called, such as `Values of the Grafana Pyroscope chart`
 * @param contents schemas of what other programs read in maps
 */
export function schemaFor(
  chart: ChartTables,
  version: string,
  title: string,
  contents: ContentSchemas = {},
): SchemaObject {
  const known = chart.nearest(version);
  const range = chart.ranges().find((versions) => versions.includes(known)) ?? [known];
  const draft = new SchemaDraft(known, range, contents);
  const properties = draft.propertiesOf(chart.keys);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: `${title} ${[...new Set([range[0], range.at(-1)])].join(' to ')}`,
    ...sectionSchema(properties),
    patternProperties: { [HOLDERS]: { description: 'Holds YAML anchors; the chart does not read it.' } },
    definitions: draft.definitions,
  };
}

/** The `properties` that schemaFor writes in place at a path: without the schema, which is large. */
export function schemaKeysAt(
  chart: ChartTables,
  path: readonly string[],
  version: string,
): readonly string[] {
  const known = chart.nearest(version);
  let { keys } = chart;
  for (const [depth, name] of path.entries()) {
    const key = knownIn(keys, name, known);
    if (key === undefined) return [];
    const { shape } = key;
    if (shape.kind !== 'section') return propertiesAt(leafInPlace(key, shape), path.slice(depth + 1));
    if (shape.shared !== undefined) return [];
    keys = shape.keys;
  }
  return presentIn(keys, known).map(([name]) => name);
}

/** The schema of what is no section; what it refers to is not in place. */
const leafInPlace = (key: ChartKey, shape: Leaf): SchemaObject =>
  shape.kind === 'map' && shape.content !== undefined ? {} : leafSchema(key, shape, 'editor', () => ({}));

type Part = { readonly properties?: Readonly<Record<string, Part>> } | undefined;

/** The names of the `properties` that are in place at a path of a schema. */
export const propertiesAt = (schema: object | undefined, path: readonly string[]): readonly string[] =>
  Object.keys(path.reduce<Part>((above, key) => above?.properties?.[key], schema as Part)?.properties ?? {});

/** Parts of a schema that are equal, each written once: the compiled code is a fraction of the size. */
class SharedParts {
  readonly definitions: Record<string, SchemaObject> = {};
  readonly #names = new Map<string, string>();
  readonly #types = new Map<string, SchemaObject>();

  refer(part: SchemaObject): SchemaObject {
    const text = JSON.stringify(part);
    const name = this.#names.get(text) ?? `part${this.#names.size}`;
    this.#names.set(text, name);
    this.definitions[name] = part;
    return { $ref: `#/definitions/${name}` };
  }

  type(type: KubernetesType, takesNull: boolean): SchemaObject {
    const key = `${type.name} ${takesNull}`;
    const known = this.#types.get(key);
    if (known) return known;
    const schema = typeSchema(type, 'lint', (other, isOptional) => this.type(other, isOptional));
    const shared = sharingFields(takesNull ? { ...schema, type: ['object', 'null'] } : schema, this);
    const reference = this.refer(shared);
    this.#types.set(key, reference);
    return reference;
  }
}

/** The schema that the linter compiles: without words, and lenient where a rule has more to say. */
export function lintSchemaFor(keys: Keys, version: string): SchemaObject {
  const parts = new SharedParts();
  const properties = lintProperties(keys, version, parts);
  // A part like all others: ajv's code carries a copy of every schema along, and the whole one holds all parts.
  const whole = parts.refer({ ...sectionSchema(properties), patternProperties: { [HOLDERS]: {} } });
  return { ...whole, definitions: parts.definitions };
}

const lintProperties = (keys: Keys, version: string, parts: SharedParts): SchemaObject =>
  Object.fromEntries(
    presentIn(keys, version).map(([name, key]) => [
      name,
      isRemoved(key, version) ? {} : parts.refer(lintSchemaOf(key, version, parts)),
    ]),
  );

function lintSchemaOf(key: ChartKey, version: string, parts: SharedParts): SchemaObject {
  const { shape } = key;
  if (shape.kind !== 'section')
    return sharingFields(
      leafSchema(key, shape, 'lint', (type, takesNull) => parts.type(type, takesNull)),
      parts,
    );
  return sectionSchema(lintProperties(shape.keys, version, parts), shape.open);
}

/** Fields of objects are of a few kinds, and there are hundreds of them. */
function sharingFields({ properties, ...rest }: SchemaObject, parts: SharedParts): SchemaObject {
  if (properties === undefined) return rest;
  const fields = Object.entries(properties as Record<string, SchemaObject>);
  return {
    ...rest,
    properties: Object.fromEntries(
      fields.map(([name, field]) => [name, field.$ref === undefined ? parts.refer(field) : field]),
    ),
  };
}

/** What scripts write of one range of chart versions. */
export interface RangeSchemas {
  /** `2.0.2-2.2.1`: the first and the last version. */
  readonly name: string;
  readonly charts: readonly string[];
  /** For editors. */
  readonly published: SchemaObject;
  /** To be compiled. */
  readonly lint: SchemaObject;
}

export const rangeSchemas = (
  chart: ChartTables,
  title: string,
  contents: ContentSchemas = {},
): readonly RangeSchemas[] =>
  chart.ranges().map((charts) => {
    const [first = '', last = ''] = [charts[0], charts.at(-1)];
    return {
      name: `${first}-${last}`,
      charts,
      published: schemaFor(chart, first, title, contents),
      lint: lintSchemaFor(chart.keys, first),
    };
  });
