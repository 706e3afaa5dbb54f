import type { ChartKey, ItemKind, PatternName, Shape, ValueKind } from './key.ts';
import {
  type Field,
  type FieldKind,
  type FormName,
  type KubernetesType,
  kubernetesType,
} from './kubernetes.ts';

export type SchemaObject = Readonly<Record<string, unknown>>;

/** For editors and values.schema.json, or for the linter, whose rules judge some values better than a schema can. */
type Purpose = 'editor' | 'lint';

export type Leaf = Exclude<Shape, { kind: 'section' }>;

/** What something fills in before Helm reads it: the only text that a switch may be. */
const FILLED_IN = '\\$\\{|\\{\\{|^%[^%]+%$|^<.+>$';

const LABEL_VALUE = '([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]';

const LABEL = `^(${LABEL_VALUE})?$`;

/**
 * The name of a label or an annotation, perhaps behind a domain, or one that is filled in before Helm.
 * @param letters those of a domain; the API server takes capitals in annotations alone
 */
const named = (letters: string): SchemaObject => {
  const label = `[${letters}0-9]([-${letters}0-9]*[${letters}0-9])?`;
  return {
    pattern: `^(${label}(\\.${label})*/)?${LABEL_VALUE}$|${FILLED_IN}`,
  };
};

const VALUES: Record<ValueKind, SchemaObject> = {
  anything: {},
  scalars: { additionalProperties: { type: ['string', 'number', 'boolean', 'null'] } },
  'scalars-or-maps': { additionalProperties: { type: ['string', 'number', 'boolean', 'object', 'null'] } },
  annotations: { additionalProperties: { type: ['string', 'null'] }, propertyNames: named('A-Za-z') },
  labels: { additionalProperties: { type: ['string', 'null'], pattern: LABEL }, propertyNames: named('a-z') },
  'scalar labels': {
    propertyNames: named('a-z'),
    additionalProperties: { type: ['string', 'number', 'boolean', 'null'], pattern: LABEL },
  },
};

/** What YAML reads as a number, a boolean or null: no string, where it is printed without quotes. */
const NO_STRING =
  '[-+]?[0-9._]+([eE][-+]?[0-9]+)?|0[xob][0-9a-fA-F]+|([yYnN~]|[yY]es|YES|[nN]o|NO|[oO]n|ON|[oO]ff|OFF|[tT]rue|TRUE|[fF]alse|FALSE|[nN]ull|NULL)';

/** A text that matches one pattern and not another: Helm checks schemas with Go's patterns, which cannot look ahead. */
const text = (pattern: string, never: string): SchemaObject => ({
  type: ['string', 'null'],
  pattern,
  not: { type: 'string', pattern: never },
});

/** A string of the user's, or nothing. */
const printed = (pattern: string, never = NO_STRING): SchemaObject => text(`^(${pattern})?$`, `^(${never})$`);

const SUFFIX = '(m|k|[MGTPE]i?|Ki|[eE][0-9]+)?';

const PATTERNS: Record<PatternName, SchemaObject> = {
  duration: { type: ['string', 'null'], pattern: '^([0-9]+(ms|[smhdwy]))+$' },
  quantity: {
    ...text(`^([0-9]+\\.?[0-9]*|\\.[0-9]+)${SUFFIX}$`, '^[0.]*([^0-9.]|$)'),
    type: ['string', 'number', 'null'],
    exclusiveMinimum: 0,
  },
  'port name': printed('[a-z0-9]([-a-z0-9]{0,13}[a-z0-9])?', `${NO_STRING}|[-0-9]+`),
  name: printed('[a-z0-9]([-a-z0-9.]*[a-z0-9])?'),
  word: printed('.*'),
};

const RESOURCE_SUFFIX = '([numkMGTPE]|[KMGTPE]i|[eE][-+]?[0-9]+)';

/** A quantity of 0 or more as the API server reads it, which takes a unit alone for 0. */
const RESOURCE = `^\\s*((\\+?([0-9]+\\.?[0-9]*|\\.[0-9]*)|-[0.]+)${RESOURCE_SUFFIX}?|${RESOURCE_SUFFIX})\\s*$`;

const RESOURCE_QUANTITY: SchemaObject = { type: ['string', 'number'], minimum: 0, pattern: RESOURCE };

const FIELDS: Record<FieldKind, SchemaObject> = {
  anything: {},
  boolean: { type: 'boolean' },
  integer: { type: 'integer' },
  'integer-or-string': { type: ['integer', 'string'] },
  list: { type: 'array' },
  map: { type: 'object' },
  quantity: RESOURCE_QUANTITY,
  quantities: { type: 'object', additionalProperties: orNull(RESOURCE_QUANTITY) },
  string: { type: 'string' },
  strings: { type: 'object', additionalProperties: { type: ['string', 'null'] } },
};

const LABEL_NAME = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';

const SUBDOMAIN = `${LABEL_NAME}(\\.${LABEL_NAME})*`;

/** A form of texts: the pattern of it, and what of that is not meant. */
interface Form {
  readonly pattern: string;
  readonly never?: string;
  readonly maxLength?: number;
}

/** Forms of texts, as the API server of Kubernetes 1.35 checks them. */
const FORMS: Record<Exclude<FormName, 'text'>, Form> = {
  label: { pattern: LABEL_NAME, maxLength: 63 },
  subdomain: { pattern: SUBDOMAIN },
  // Its prefix takes no capitals.
  qualified: { pattern: `(${SUBDOMAIN}/)?${LABEL_VALUE}` },
  'label-value': { pattern: LABEL_VALUE },
  key: { pattern: '[-._a-zA-Z0-9]+' },
  port: { pattern: '([a-z0-9]([-a-z0-9]{0,13}[a-z0-9])?)?', never: '[-0-9]+' },
  // An address is no name, though it looks like one.
  host: { pattern: `(\\*\\.)?${SUBDOMAIN}`, never: '[0-9]+(\\.[0-9]+){3}' },
  // Printable characters of ASCII.
  variable: { pattern: '[ -<>-~]+' },
};

/** Strings of a form, or what is filled in before Helm. */
function formed(name: FormName, mayBeEmpty = false): SchemaObject {
  if (name === 'text') return { minLength: 1 };
  const { pattern, never, maxLength } = FORMS[name];
  return {
    pattern: `^(${pattern})${mayBeEmpty ? '?' : ''}$|${FILLED_IN}`,
    ...(maxLength && { maxLength }),
    ...(never && { not: { type: 'string', pattern: `^${never}$` } }),
  };
}

/** Whether a text that nothing fills in any more is of a form. */
export const isOfForm = (text: string, name: keyof typeof FORMS): boolean =>
  new RegExp(`^(${FORMS[name].pattern})$`).test(text);

const ITEMS: Record<ItemKind, SchemaObject> = {
  maps: { type: 'object' },
  strings: { type: ['string', 'number'] },
  hosts: { type: ['string', 'number'], ...formed('host', true) },
  'strings-or-maps': { type: ['string', 'object'] },
};

function orNull({ type, ...rest }: SchemaObject): SchemaObject {
  if (type === undefined) return rest;
  const options = Array.isArray(rest.enum) && { enum: [...rest.enum, null] };
  return { type: [type, 'null'].flat(), ...rest, ...options };
}

/** Gives the schema of a type of Kubernetes a place of its own. @returns a reference to it */
export type TypeReference = (type: KubernetesType, takesNull: boolean) => SchemaObject;

/** Fields that need not be there may be null. */
function fieldSchema(
  { kind, isRequired, options, range, form, mayBeEmpty, type, items }: Field,
  refer: TypeReference,
): SchemaObject {
  const known = type === undefined ? undefined : kubernetesType(type);
  if (known) return refer(known, !isRequired);
  const schema = {
    ...FIELDS[kind],
    ...range,
    ...(form && formed(form, mayBeEmpty)),
    ...(form === 'port' && kind === 'integer-or-string' && { minimum: 1, maximum: 65_535 }),
    ...(options && { enum: options, description: 'One of the words that Kubernetes takes.' }),
    ...(items && { items: itemSchema(items, refer) }),
  };
  return isRequired ? schema : orNull(schema);
}

/** A null in a list is an empty object, or an empty string: refused where some field is required. */
function itemSchema(item: Field, refer: TypeReference): SchemaObject {
  const type = item.type === undefined ? undefined : kubernetesType(item.type);
  const isRequired =
    type !== undefined && (type.isNeverEmpty || Object.values(type.fields).some((field) => field.isRequired));
  return fieldSchema({ ...item, isRequired }, refer);
}

/** An object of Kubernetes, which refuses fields that it does not know. */
export function typeSchema(
  { name, fields, isNeverEmpty }: KubernetesType,
  purpose: Purpose,
  refer: TypeReference,
): SchemaObject {
  const required = Object.keys(fields).filter((field) => fields[field]?.isRequired);
  return {
    type: 'object',
    properties: Object.fromEntries(
      Object.entries(fields).map(([key, field]) => [
        key,
        {
          ...(purpose === 'editor' && { description: `A field of ${name} in Kubernetes.` }),
          ...fieldSchema(field, refer),
        },
      ]),
    ),
    ...(required.length > 0 && { required }),
    ...(isNeverEmpty && { minProperties: 1 }),
    additionalProperties: false,
  };
}

/** Of maps by name, which say all but that: with nothing in them they break the template. */
function namedSchema(type: KubernetesType, purpose: Purpose, refer: TypeReference): SchemaObject {
  const { name, ...fields } = type.fields;
  const inner = { ...type, fields: { ...fields, ...(name && { name: { ...name, isRequired: false } }) } };
  const schema = typeSchema({ ...inner, isNeverEmpty: true }, purpose, refer);
  return { additionalProperties: { ...schema, type: ['string', 'number', 'boolean', 'object', 'null'] } };
}

/** What YAML reads as a boolean, or as nothing. */
const BOOLEAN_TEXT = '^([yYnN]|[yY]es|YES|[nN]o|NO|[oO]n|ON|[oO]ff|OFF|[tT]rue|TRUE|[fF]alse|FALSE)?$';

/** What YAML reads as a whole number of 0 or more. */
const WHOLE = '\\+?(0x[0-9a-fA-F]+|[0-9][0-9_]*)';

const integer = (pattern: string, minimum: number, maximum?: number): SchemaObject => ({
  type: ['integer', 'string', 'null'],
  pattern,
  minimum,
  ...(maximum === undefined ? {} : { maximum }),
});

/** What a value may be, without words about it. */
function schemaOfShape(shape: Leaf, purpose: Purpose, refer: TypeReference): SchemaObject {
  switch (shape.kind) {
    case 'toggle':
      return { type: ['boolean', 'string', 'null'], ...(purpose === 'editor' ? { pattern: FILLED_IN } : {}) };
    case 'boolean':
      return { type: ['boolean', 'string', 'null'], pattern: BOOLEAN_TEXT };
    case 'text':
      return shape.options
        ? { type: ['string', 'null'], enum: [...shape.options, '', null] }
        : { type: ['string', 'number', 'null'], ...(shape.form && formed(shape.form, true)) };
    case 'text-or-false':
      return { type: ['string', 'number', 'boolean', 'null'] };
    case 'string':
      return { type: ['string', 'null'] };
    case 'pattern':
      return PATTERNS[shape.of];
    case 'integer':
      return integer(`^(${WHOLE})?$`, shape.minimum, shape.maximum);
    case 'integer-or-percentage':
      return integer(`^(${WHOLE}|(100|[0-9]{1,2})%)?$`, 0);
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
        items: typeof items === 'string' ? ITEMS[items] : refer(items, false),
      };
    }
    case 'map':
      return {
        type: ['object', 'null'],
        ...VALUES[shape.values],
        ...(shape.named && namedSchema(shape.named, purpose, refer)),
      };
    case 'object':
      return { ...typeSchema(shape.type, purpose, refer), type: ['object', 'null'] };
  }
}

/** Of a key of a chart: what templates take for none is right as well, so far as a schema can say it. */
export function leafSchema(
  { takes }: ChartKey,
  shape: Leaf,
  purpose: Purpose,
  refer: TypeReference,
): SchemaObject {
  const schema = schemaOfShape(shape, purpose, refer);
  const takesNone = takes?.values === 'lists-and-maps' || takes?.values === 'empty';
  if (!takesNone || takes.unless) return schema;
  // The linter tells a text that is not empty as one of the wrong type.
  const isTextTaken = takes.values === 'empty' && purpose === 'editor';
  const { types, ...rest } = isTextTaken ? { types: ['string'], maxLength: 0 } : { types: [] };
  if (shape.kind === 'list')
    return { ...schema, type: ['array', 'object', ...types, 'null'], maxProperties: 0, ...rest };
  if (shape.kind === 'map' || shape.kind === 'object')
    return { ...schema, type: ['object', 'array', ...types, 'null'], maxItems: 0, ...rest };
  // A schema cannot tell false from true here, and the linter can.
  if (shape.kind === 'pattern' && purpose === 'editor')
    return { ...schema, type: ['string', 'boolean', 'null'] };
  return schema;
}
