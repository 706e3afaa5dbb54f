import fc from 'fast-check';

const SNIPPETS = [
  'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\n',
  'apiVersion: argoproj.io/v1alpha1\nkind: Application\n',
  'apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\n',
  'metadata: {name: a}\n',
  'spec:\n  chart: {spec: {chart: pyroscope, version: 1}}\n  values: &v\n    a: 1\n',
  'spec:\n  source:\n    chart: pyroscope\n    helm:\n      values: |\n        a:\n          b: x\n',
  '      values: >-\n        a: 1\n      parameters: [{name: a.b, value: 1}, {name: "c[2]"}]\n',
  'spec: {template: {spec: {source: {chart: pyroscope, helm: {values: "a: [1, x]"}}}}}\n',
  'spec: {sources: [{chart: pyroscope, helm: {valuesObject: {a: [b]}}}]}\n',
  'releases: [{chart: x/pyroscope, values: [{a: 1}, {b: 2}]}]\n',
  'helmCharts: [{name: pyroscope, valuesInline: {a: 1}}]\n',
  'pyroscope: {a: 1}\nglobal: {b: 2}\n',
  '# phasegate: chart=1\n',
  'b: *v\n',
  '<<: *v\n',
  '---\n',
  '...\n',
  '  - x\n',
  '\r\n',
  '\ufeff',
  '\t',
  '{{ x }}',
  '"',
];

/** A text of pieces that mean something to discovery, in any order, and others between them. */
export const snippetText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...SNIPPETS) },
      fc.string({ unit: 'grapheme', maxLength: 8 }),
    ),
    {
      maxLength: 8,
    },
  )
  .map((parts) => parts.join(''));
