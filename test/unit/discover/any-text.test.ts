import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { readValuesText } from '../../../src/values/read-values.ts';
import type { FileOrigin, MapNode, Origin } from '../../../src/values/tree.ts';
import { lineIndex } from '../../../src/yaml/places.ts';
import { snippetText } from './any-file.ts';
import { discover, everyNode, type Files, foundOne } from './find.ts';

const path = fc.constantFrom('/a/values.yaml', '/a/helmfile.yaml', '/a/kustomization.yaml', '/b/values.yaml');

const AROUND: Files = { '/b/Chart.yaml': 'name: b\ndependencies: [{name: pyroscope}]\n' };

const isFileOrigin = (origin: Origin): origin is FileOrigin => origin.kind === 'file';

const originsOf = (values: MapNode): FileOrigin[] =>
  everyNode(values)
    .map(({ origin }) => origin)
    .filter(isFileOrigin);

describe('any text', () => {
  it('is found, broken or something else, and every place lies within it', () => {
    fc.assert(
      fc.property(path, snippetText, fc.constantFrom(3 as const, 4 as const), (file, content, helm) => {
        const discovery = discover(file, { ...AROUND, [file]: content }, helm);
        const at = lineIndex(content);
        if (discovery.kind === 'broken')
          expect(discovery.error.line).toBeLessThanOrEqual(at(content.length).line);
        if (discovery.kind !== 'values') return;
        for (const { values } of discovery.values) {
          expect(originsOf(values)).toHaveLength(everyNode(values).length);
          for (const { start, end, line, column, key } of originsOf(values)) {
            expect({ line, column }).toEqual(at(start));
            expect([0, start, end, content.length]).toEqual(
              [0, start, end, content.length].toSorted((a, b) => a - b),
            );
            if (key) expect(key.end).toBeLessThanOrEqual(content.length);
          }
        }
      }),
      { numRuns: 2000 },
    );
  });
});

const value = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    fc.string(),
    fc.lorem({ mode: 'sentences' }),
    fc.integer(),
    fc.boolean(),
    fc.array(tie('tree'), { maxLength: 3 }),
    fc.dictionary(fc.string({ unit: 'grapheme-ascii', minLength: 1 }), tie('tree'), { maxKeys: 4 }),
  ),
})).tree;

const inner = fc
  .dictionary(fc.stringMatching(/^[a-z]+$/), value, { minKeys: 1, maxKeys: 5 })
  .map((data) => stringify(data));

const HEAD = `apiVersion: argoproj.io/v1alpha1
kind: Application
spec:
  source:
    chart: pyroscope
    helm:
      values: `;

describe('values in a block text', () => {
  it('are written in the file where their places say', () => {
    fc.assert(
      fc.property(
        inner,
        fc.constantFrom('\n', '\r\n'),
        fc.integer({ min: 1, max: 9 }),
        (yaml, lineEnd, indent) => {
          const read = readValuesText(yaml, 'x');
          fc.pre(read.ok);
          if (!read.ok) return;
          const block = yaml.replace(/^(?=[^\n])/gm, ' '.repeat(6 + indent));
          const outer = `${HEAD}|${indent}\n${block}      releaseName: x\n`.replaceAll('\n', lineEnd);
          const { values } = foundOne('/a/app.yaml', { '/a/app.yaml': outer });
          const slices = (source: string, node: MapNode) =>
            originsOf(node).map(({ start, end }) => source.slice(start, end).split(/\s+/).join(' ').trim());
          expect(slices(outer, values)).toEqual(read.value.kind === 'map' ? slices(yaml, read.value) : []);
        },
      ),
      { numRuns: 500 },
    );
  });
});
