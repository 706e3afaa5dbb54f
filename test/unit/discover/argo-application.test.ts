import { describe, expect, it } from 'vitest';
import type { FoundValues } from '../../../src/discover/found-values.ts';
import { lookup, toJson } from '../../../src/values/tree.ts';
import { discover, found, foundOne, hint, keyOf, leaf } from './find.ts';

const FILE = '/apps/app.yaml';

const application = (helm: string, head = '') => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: profiles, namespace: argocd}
spec:
  source:
    repoURL: https://charts.example
    chart: pyroscope
    targetRevision: 2.0.3
    helm:
${head}${helm}`;

const read = (text: string) => foundOne(FILE, { [FILE]: text });
const json = ({ values }: FoundValues) => JSON.parse(JSON.stringify(toJson(values)));

const block = `      values: |-2 # text
          pyroscope:

            replicaCount: 3   # three
            extraArgs:
              log.level: "debug"
          last: {a: [x, 'y z']}
`;

describe('an Argo CD Application', () => {
  it('has its values in valuesObject', () => {
    const text = application('      valuesObject:\n        pyroscope:\n          replicaCount: 3\n');
    const one = read(text);
    expect(one).toMatchObject({
      name: 'apps/app.yaml (Application argocd/profiles)',
      prefix: ['spec', 'source', 'helm', 'valuesObject'],
    });
    expect(leaf(one, text, 'pyroscope', 'replicaCount')).toBe('12:25 3');
    expect(hint(one)).toBe('2.0.3 from Application at apps/app.yaml:8:21');
  });

  it.each(['\n', '\r\n'])('has them in a block text, placed in the file, with line ends %j', (lineEnd) => {
    const text = application(block.replace('|-2', '|-')).replaceAll('\n', lineEnd);
    const one = read(text);
    expect(one.prefix).toEqual(['spec', 'source', 'helm', 'values']);
    expect(leaf(one, text, 'pyroscope', 'replicaCount')).toBe('13:27 3');
    expect(leaf(one, text, 'pyroscope', 'extraArgs', 'log.level')).toBe('15:26 "debug"');
    expect(keyOf(one, text, 'pyroscope', 'extraArgs', 'log.level')).toBe('log.level');
    const list = lookup(one.values, ['last', 'a']);
    const item = list?.kind === 'list' ? list.items[1]?.origin : undefined;
    expect(item).toMatchObject({ line: 16, column: 25 });
    expect(item?.kind === 'file' && text.slice(item.start, item.end)).toBe("'y z'");
  });

  it('takes the indentation that the block text names', () => {
    const text = application(block);
    expect(leaf(read(text), text, 'pyroscope', 'replicaCount')).toBe('13:27 3');
  });

  it.each([
    ['"pyroscope: {replicaCount: 3}"', '10:42 3'],
    ["'pyroscope: {replicaCount: 3}'", '10:42 3'],
    ['"pyroscope:\\n  replicaCount: 3\\n"', '10:15 '],
    ["'pyroscope: {tag: ''x'', replicaCount: 3}'", '10:15 '],
    ['>\n        pyroscope:\n\n          replicaCount: 3\n', '10:15 '],
  ])('values: %s', (written, place) => {
    const text = application(`      values: ${written}\n`);
    expect(leaf(read(text), text, 'pyroscope', 'replicaCount')).toBe(place);
  });

  it('ends with the file, where that lacks a last line end', () => {
    const text = application('      values: |-\n        a: 1');
    const one = read(text);
    expect(leaf(one, text, 'a')).toBe('11:12 1');
    expect(one.values.origin).toMatchObject({ start: text.length - 4, end: text.length });
  });

  it('has no places in a text that is written in another form', () => {
    const text = application('      values: !!binary |\n        YTogMQo=\n');
    expect(json(read(text))).toEqual({ a: 1 });
    expect(leaf(read(text), text, 'a')).toBe('10:24 ');
  });

  it('reads valuesObject only where both are there', () => {
    const text = application('      values: |\n        a: [\n      valuesObject: {b: 1}\n');
    expect(json(read(text))).toEqual({ b: 1 });
  });

  it('tells of keys that stand twice in the text', () => {
    const text = application('      values: |\n        a: 1\n        a: 2\n');
    expect(read(text).duplicates).toMatchObject([{ first: { line: 11, column: 9 }, second: { line: 12 } }]);
  });

  it('lays parameters over the values, and points at them', () => {
    const parameters = `      parameters:
        - {name: pyroscope.replicaCount, value: "5"}
        - name: image.tag
          value: "1"
          forceString: true
        - {name: args, value: "a,b"}
        - {name: list, value: "{a,b}"}
        - {name: 'broken[', value: x}
        - {name: gone}
`;
    const text = application(`      valuesObject: {pyroscope: {replicaCount: 3, b: 1}}\n${parameters}`);
    const one = read(text);
    expect(json(one)).toEqual({
      pyroscope: { replicaCount: 5, b: 1 },
      image: { tag: '1' },
      args: 'a,b',
      list: ['a', 'b'],
      gone: '',
    });
    expect(leaf(one, text, 'pyroscope', 'replicaCount')).toBe('12:49 "5"');
    expect(leaf(one, text, 'pyroscope', 'b')).toBe('10:54 1');
    expect(leaf(one, text, 'image', 'tag')).toBe('14:18 "1"');
    const alone = read(application(parameters));
    expect(alone.prefix).toEqual(['spec', 'source', 'helm', 'parameters']);
    expect(json(alone).pyroscope).toEqual({ replicaCount: 5 });
  });

  it('may have several sources', () => {
    const text = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: all}
spec:
  sources:
    - {chart: loki, helm: {valuesObject: {a: 1}}}
    - chart: charts/pyroscope
      targetRevision: 1.x
      helm: {valuesObject: {b: 2}}
    - chart: pyroscope
      helm:
        values: |
          c: 3
    - {ref: values}
`;
    const [first, second, ...others] = found(FILE, { [FILE]: text });
    if (!first || !second) throw new Error('two sources are missing');
    expect(others).toEqual([]);
    expect(first).toMatchObject({
      name: 'apps/app.yaml (Application all, source 1)',
      prefix: ['spec', 'sources', '1', 'helm', 'valuesObject'],
    });
    expect(hint(first)).toBe('1.x from Application at apps/app.yaml:8:23');
    expect(second.chart).toBeUndefined();
    expect(leaf(second, text, 'c')).toBe('13:14 3');
  });

  it.each([
    ['', 'an Application of pyroscope that sets no values'],
    ['      values: ""\n', 'an Application of pyroscope that sets no values'],
    ['      valueFiles: [a.yaml]\n', 'Application argocd/profiles, whose values cannot be read: a.yaml'],
  ])('with helm: %j is none for the linter', (helm, what) => {
    expect(discover(FILE, { [FILE]: application(helm) })).toMatchObject({ kind: 'other', what });
  });

  it.each([
    ['      values: |\n        a: 1\n        b: [\n        c: 1\n', 'syntax', 13, 9],
    ['      values: |\n        - a\n', 'not-a-map', 11, 9],
    ['      values:\n        a: 1\n', 'not-a-map', 11, 9],
    ['      valuesObject: "a: 1"\n', 'not-a-map', 10, 21],
    ['      values: |\n        a: {{ b }}: c\n', 'map-key', 11, 19],
  ])('with helm: %j is broken', (helm, kind, line, column) => {
    const error = { kind, file: 'apps/app.yaml', line, column };
    expect(discover(FILE, { [FILE]: application(helm) })).toMatchObject({ kind: 'broken', error });
  });
});

describe('an Argo CD ApplicationSet', () => {
  const set = (values: string) => `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: everywhere}
spec:
  template:
    spec:
      source:
        chart: pyroscope
        targetRevision: '{{ version }}'
        helm:
          values: |
            ${values}
`;

  it('has its source in the template', () => {
    const text = set('a: "{{ name }}"');
    const one = read(text);
    expect(one.prefix).toEqual(['spec', 'template', 'spec', 'source', 'helm', 'values']);
    expect(leaf(one, text, 'a')).toBe('12:16 "{{ name }}"');
    expect(one.chart?.version).toBe('{{ version }}');
  });

  it('may hold a template that is no YAML', () => {
    const what = 'ApplicationSet everywhere, whose values cannot be read: a template';
    expect(discover(FILE, { [FILE]: set('a: {{ b }}: c') })).toMatchObject({ kind: 'other', what });
    expect(discover(FILE, { [FILE]: set('a: [') }).kind).toBe('broken');
  });
});
