import type { ItemKind, Shape } from './key.ts';

export type SchemaObject = Readonly<Record<string, unknown>>;

/** For editors and values.schema.json, or for the linter, whose rules judge some values better than a schema can. */
export type Purpose = 'editor' | 'lint';

type Leaf = Exclude<Shape, { kind: 'section' }>;

const ITEMS: Record<ItemKind, SchemaObject> = {
  maps: { type: 'object' },
  strings: { type: ['string', 'number'] },
  'strings-or-maps': { type: ['string', 'object'] },
};

const VALUES = {
  anything: {},
  scalars: { additionalProperties: { type: ['string', 'number', 'boolean', 'null'] } },
  'scalars-or-maps': { additionalProperties: { type: ['string', 'number', 'boolean', 'object', 'null'] } },
} as const;

export const DURATION = '^([0-9]+(ms|[smhdwy]))+$';

const integer = (pattern: string, minimum: number, maximum?: number): SchemaObject => ({
  type: ['integer', 'string', 'null'],
  pattern,
  minimum,
  ...(maximum === undefined ? {} : { maximum }),
});

/** What a value may be, without words about it. */
export function schemaOfShape(shape: Leaf, purpose: Purpose): SchemaObject {
  switch (shape.kind) {
    case 'toggle':
      return { type: ['boolean', 'string', 'null'] };
    case 'text':
      return shape.options
        ? { type: ['string', 'null'], enum: [...shape.options, null] }
        : { type: ['string', 'number', 'null'] };
    case 'text-or-false':
      return { type: ['string', 'number', 'boolean', 'null'] };
    case 'string':
      return { type: ['string', 'null'] };
    case 'duration':
      return { type: ['string', 'null'], pattern: DURATION };
    case 'integer':
      return integer('^[0-9]+$', shape.minimum, shape.maximum);
    case 'integer-or-percentage':
      return integer('^[0-9]+%?$', 0);
    case 'fraction':
      return {
        type: ['number', 'string', 'null'],
        ...(purpose === 'editor' ? { minimum: 0, maximum: 1 } : {}),
      };
    case 'list':
      return { type: ['array', 'null'], items: ITEMS[shape.items] };
    case 'list-or-empty-map':
      return { type: ['array', 'object', 'null'], items: ITEMS.maps, maxProperties: 0 };
    case 'map':
      return { type: ['object', 'null'], ...VALUES[shape.values] };
  }
}
