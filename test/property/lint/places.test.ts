import fc from 'fast-check';
import { load } from 'js-yaml';
import SourceMap from 'js-yaml-source-map';
import { describe, expect, it } from 'vitest';
import { readValuesText } from '../../../src/values/read-values.ts';
import type { FileOrigin, ValueNode } from '../../../src/values/tree.ts';
import { blockValues } from './block-values.ts';
import { runs } from './runs.ts';

interface Leaf {
  readonly path: string;
  readonly origin: FileOrigin;
}

function leavesOf(node: ValueNode, path: readonly (string | number)[] = []): Leaf[] {
  if (node.kind === 'scalar')
    return node.origin.kind === 'file' ? [{ path: path.join('.'), origin: node.origin }] : [];
  const children = node.kind === 'map' ? node.entries : node.items.entries();
  return [...children].flatMap(([key, child]) => leavesOf(child, [...path, key]));
}

/**
 * Line and column of a scalar as js-yaml-source-map 0.2.2 has them. It notes where a key, or an item of a list, ends;
 * from there it is a colon and blanks to a value. It goes wrong with flow collections, aliases, empty values, lists in
 * lists, and where one key begins like another or a text stands twice: blockValues has none of these.
 */
function witnessOf(map: SourceMap, text: string, { path, origin }: Leaf) {
  const end = map.lookup(path);
  if (end === undefined) return undefined;
  const { line, column, position } = end;
  if (origin.key === undefined) return { line, column: column - (origin.end - origin.start), end: position };
  const gap = /^: +/.exec(text.slice(position))?.[0].length ?? 0;
  return { line, column: column + gap, keyEnd: position };
}

const placeOf = ({ origin: { line, column, end, key } }: Leaf) =>
  key === undefined ? { line, column, end } : { line, column, keyEnd: key.end };

describe('the place of a scalar', () => {
  it('is where js-yaml-source-map finds it', () => {
    let seen = 0;
    const property = fc.property(blockValues, (text) => {
      const map = new SourceMap();
      load(text, { listener: map.listen() });
      const read = readValuesText(text, 'values.yaml');
      if (!read.ok) throw new Error(read.error.message);
      const leaves = leavesOf(read.value);
      expect(leaves.map(placeOf)).toEqual(leaves.map((leaf) => witnessOf(map, text, leaf)));
      seen += leaves.length;
    });
    fc.assert(property, runs(800));
    expect(seen).toBeGreaterThan(3000);
  });
});
