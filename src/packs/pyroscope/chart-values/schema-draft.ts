import { defaultOf } from './defaults.ts';
import { type ChartKey, isKnown, isRemoved, type Keys, type Shape } from './key.ts';
import { type SchemaObject, schemaOfShape } from './schema-of-shape.ts';

type Section = Extract<Shape, { kind: 'section' }>;

/** Writes the schema of one chart version for readers; sections that stand at several places are written once. */
export class SchemaDraft {
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
    const schema = shape.kind === 'section' ? this.#refer(shape) : schemaOfShape(shape, 'editor');
    return { ...this.#wordsOf(key), ...schema };
  }

  #refer(shape: Section): SchemaObject {
    if (shape.shared === undefined) return this.#section(shape);
    this.definitions[shape.shared] ??= this.#section(shape);
    return { $ref: `#/definitions/${shape.shared}` };
  }

  #section(shape: Section): SchemaObject {
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

const whyIgnored = ({ removal }: ChartKey): string =>
  `Ignored from chart ${removal?.chart} on. ${removal?.note}`;

/** The keys that a chart version reads, and those that it once read. */
export const presentIn = (keys: Keys, chart: string): readonly (readonly [string, ChartKey])[] =>
  Object.entries(keys).filter(([, key]) => isKnown(key, chart) || isRemoved(key, chart));

export const sectionSchema = (properties: SchemaObject, open = false): SchemaObject => ({
  type: ['object', 'null'],
  properties,
  ...(open ? {} : { additionalProperties: false }),
});
