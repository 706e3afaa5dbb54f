import type { ValuePath } from '../../../lint/finding.ts';
import { pathOfPointer } from '../../../lint/json-pointer.ts';
import type { SchemaProblem } from '../../../lint/schema-problem.ts';
import { expectedTypes, expectedTypesWithin, expectedValue } from './expected.ts';
import { keyAt, knownKeysAt } from './known-keys.ts';
import type { ValidationError } from './validate.ts';

/** What a validator found, in the words of the linter. */
export function problemOf({ instancePath, keyword, params }: ValidationError, chart: string): SchemaProblem {
  const path = pathOfPointer(instancePath);
  if (keyword === 'additionalProperties')
    return {
      kind: 'unknown-key',
      path: [...path, String(params.additionalProperty)],
      known: knownKeysAt(path, chart),
    };
  if (keyword === 'type') return { kind: 'wrong-type', path, expected: typesAt(path, chart) };
  const shape = keyAt(path, chart)?.shape;
  return { kind: 'invalid-value', path, expected: shape ? expectedValue(shape) : 'another value' };
}

/** A path that ends within a list or a map of the user's is judged by what that holds. */
function typesAt(path: ValuePath, chart: string): readonly string[] {
  const key = keyAt(path, chart);
  if (key || path.length === 0) return key ? expectedTypes(key.shape) : ['map'];
  const holder = keyAt(path.slice(0, -1), chart);
  return holder ? expectedTypesWithin(holder.shape) : [];
}
