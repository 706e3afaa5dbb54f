import type { SchemaObject } from './schema-of-shape.ts';

/** Parts of a schema that are equal, each written once: the compiled code is a fraction of the size. */
export class SharedParts {
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
