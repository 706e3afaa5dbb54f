import type { ChartTables } from './chart.ts';
import {
  type ChartKey,
  defaultOf,
  type ItemKind,
  isKnown,
  isRemoved,
  type KeySection,
  type Keys,
  type PatternName,
  type Shape,
  type ValueKind,
} from './key.ts';
import type { FieldKind, KubernetesType } from './kubernetes.ts';

export type SchemaObject = Readonly<Record<string, unknown>>;

/** For editors and values.schema.json, or for the linter, whose rules judge some values better than a schema can. */
type Purpose = 'editor' | 'lint';

type Leaf = Exclude<Shape, { kind: 'section' }>;

/** Keys at the top that hold YAML anchors and mean nothing to the chart. */
const HOLDERS = '^x-';

const ITEMS: Record<ItemKind, SchemaObject> = {
  maps: { type: 'object' },
  strings: { type: ['string', 'number'] },
  'strings-or-maps': { type: ['string', 'object'] },
};

const LABEL = '^(([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9])?$';

const VALUES: Record<ValueKind, SchemaObject> = {
  anything: {},
  scalars: { additionalProperties: { type: ['string', 'number', 'boolean', 'null'] } },
  'scalars-or-maps': { additionalProperties: { type: ['string', 'number', 'boolean', 'object', 'null'] } },
  strings: { additionalProperties: { type: ['string', 'null'] } },
  labels: { additionalProperties: { type: ['string', 'null'], pattern: LABEL } },
};

/** What YAML reads as a number, a boolean or null: no string, where it is printed without quotes. */
const NO_STRING =
  '(?![-+]?[0-9._]+([eE][-+]?[0-9]+)?$|0[xob][0-9a-fA-F]+$|([yYnN~]|[yY]es|YES|[nN]o|NO|[oO]n|ON|[oO]ff|OFF|[tT]rue|TRUE|[fF]alse|FALSE|[nN]ull|NULL)$)';

/** A string of the user's, or nothing. */
const printed = (pattern: string): SchemaObject => ({
  type: ['string', 'null'],
  pattern: `^(${NO_STRING}${pattern})?$`,
});

const SUFFIX = '(m|k|[MGTPE]i?|Ki|[eE][0-9]+)?';

const PATTERNS: Record<PatternName, SchemaObject> = {
  duration: { type: ['string', 'null'], pattern: '^([0-9]+(ms|[smhdwy]))+$' },
  quantity: {
    type: ['string', 'number', 'null'],
    exclusiveMinimum: 0,
    pattern: `^(?=[0-9.]*[1-9])([0-9]+\\.?[0-9]*|\\.[0-9]+)${SUFFIX}$`,
  },
  'port name': printed('(?=.*[a-z])[a-z0-9]([-a-z0-9]{0,13}[a-z0-9])?'),
  name: printed('[a-z0-9]([-a-z0-9.]*[a-z0-9])?'),
  word: printed('.*'),
};

const FIELDS: Record<FieldKind, SchemaObject> = {
  anything: {},
  boolean: { type: 'boolean' },
  integer: { type: 'integer' },
  list: { type: 'array' },
  map: { type: 'object' },
  quantities: { type: 'object', additionalProperties: { type: ['string', 'number', 'null'] } },
  string: { type: 'string' },
  strings: { type: 'object', additionalProperties: { type: ['string', 'null'] } },
};

/** Fields that need not be there may be null. */
const optional = ({ type, ...rest }: SchemaObject): SchemaObject =>
  type === undefined ? rest : { type: [type, 'null'], ...rest };

/** An object of Kubernetes, which refuses fields that it does not know. */
function typeSchema({ name, fields, isOpen, isNeverEmpty }: KubernetesType, purpose: Purpose): SchemaObject {
  const required = Object.keys(fields).filter((field) => fields[field]?.isRequired);
  return {
    type: 'object',
    properties: Object.fromEntries(
      Object.entries(fields).map(([field, { kind, isRequired }]) => [
        field,
        {
          ...(purpose === 'editor' && { description: `A field of ${name} in Kubernetes.` }),
          ...(isRequired ? FIELDS[kind] : optional(FIELDS[kind])),
        },
      ]),
    ),
    ...(required.length > 0 && { required }),
    ...(isNeverEmpty && { minProperties: 1 }),
    ...(isOpen ? {} : { additionalProperties: false }),
  };
}

const integer = (pattern: string, minimum: number, maximum?: number): SchemaObject => ({
  type: ['integer', 'string', 'null'],
  pattern,
  minimum,
  ...(maximum === undefined ? {} : { maximum }),
});

/** What a value may be, without words about it. */
function schemaOfShape(shape: Leaf, purpose: Purpose): SchemaObject {
  switch (shape.kind) {
    case 'toggle':
      return { type: ['boolean', 'string', 'null'] };
    case 'boolean':
      return { type: ['boolean', 'null'] };
    case 'text':
      return shape.options
        ? { type: ['string', 'null'], enum: [...shape.options, null] }
        : { type: ['string', 'number', 'null'] };
    case 'text-or-false':
      return { type: ['string', 'number', 'boolean', 'null'] };
    case 'string':
      return { type: ['string', 'null'] };
    case 'pattern':
      return PATTERNS[shape.of];
    case 'integer':
      return integer('^[0-9]+$', shape.minimum, shape.maximum);
    case 'integer-or-percentage':
      return integer('^[0-9]+%?$', 0);
    case 'fraction':
      return {
        type: ['number', 'string', 'null'],
        ...(purpose === 'editor' ? { minimum: 0, maximum: 1 } : {}),
      };
    case 'words':
      return { type: ['array', 'null'], items: { type: 'string', enum: shape.options }, minItems: 1 };
    case 'list': {
      const { items } = shape;
      return {
        type: ['array', 'null'],
        items: typeof items === 'string' ? ITEMS[items] : typeSchema(items, purpose),
      };
    }
    case 'map':
      return { type: ['object', 'null'], ...VALUES[shape.values] };
    case 'object':
      return { ...typeSchema(shape.type, purpose), type: ['object', 'null'] };
  }
}

/** Of a key of a chart: what templates take for none is right as well, so far as a schema can say it. */
function leafSchema({ takes }: ChartKey, shape: Leaf, purpose: Purpose): SchemaObject {
  const schema = schemaOfShape(shape, purpose);
  if (takes?.values !== 'empty' || takes.unless) return schema;
  if (shape.kind === 'list')
    return {
      ...schema,
      type: ['array', 'object', 'null'],
      maxProperties: 0,
    };
  if (shape.kind === 'map' || shape.kind === 'object')
    return { ...schema, type: ['object', 'array', 'null'], maxItems: 0 };
  // A schema cannot tell false from true here, and the linter can.
  if (shape.kind === 'pattern' && purpose === 'editor')
    return { ...schema, type: ['string', 'boolean', 'null'] };
  return schema;
}

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

/** Writes the schema of one chart version for readers; sections that stand at several places are written once. */
class SchemaDraft {
  readonly definitions: Record<string, SchemaObject> = {};
  readonly #chart: string;

  constructor(chart: string) {
    this.#chart = chart;
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
    const schema = leafSchema(key, shape, 'editor');
    if (shape.kind !== 'list' || typeof shape.items === 'string') return schema;
    const { name } = shape.items;
    this.definitions[name] ??= typeSchema(shape.items, 'editor');
    return { ...schema, items: { $ref: `#/definitions/${name}` } };
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
 */
export function schemaFor(chart: ChartTables, version: string, title: string): SchemaObject {
  const known = chart.nearest(version);
  const range = chart.ranges().find((versions) => versions.includes(known)) ?? [known];
  const draft = new SchemaDraft(known);
  const properties = draft.propertiesOf(chart.keys);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: `${title} ${[...new Set([range[0], range.at(-1)])].join(' to ')}`,
    ...sectionSchema(properties),
    patternProperties: { [HOLDERS]: { description: 'Holds YAML anchors; the chart does not read it.' } },
    definitions: draft.definitions,
  };
}

/** Parts of a schema that are equal, each written once: the compiled code is a fraction of the size. */
class SharedParts {
  readonly definitions: Record<string, SchemaObject> = {};
  readonly #names = new Map<string, string>();

  refer(part: SchemaObject): SchemaObject {
    const text = JSON.stringify(part);
    const name = this.#names.get(text) ?? `part${this.#names.size}`;
    this.#names.set(text, name);
    this.definitions[name] = part;
    return { $ref: `#/definitions/${name}` };
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
  if (shape.kind !== 'section') return sharingFields(leafSchema(key, shape, 'lint'), parts);
  return sectionSchema(lintProperties(shape.keys, version, parts), shape.open);
}

/** Fields of objects are of a few kinds, and there are hundreds of them. */
function sharingFields(schema: SchemaObject, parts: SharedParts): SchemaObject {
  const { properties, items, ...rest } = schema as {
    properties?: Record<string, SchemaObject>;
    items?: SchemaObject;
  };
  const fields = properties && Object.entries(properties).map(([name, field]) => [name, parts.refer(field)]);
  return {
    ...rest,
    ...(fields && { properties: Object.fromEntries(fields) }),
    ...(items && { items: items.properties ? parts.refer(sharingFields(items, parts)) : items }),
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

export const rangeSchemas = (chart: ChartTables, title: string): readonly RangeSchemas[] =>
  chart.ranges().map((charts) => {
    const [first = '', last = ''] = [charts[0], charts.at(-1)];
    return {
      name: `${first}-${last}`,
      charts,
      published: schemaFor(chart, first, title),
      lint: lintSchemaFor(chart.keys, first),
    };
  });
