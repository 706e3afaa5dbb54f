import { describe, expect, it } from 'vitest';
import { BOTH_OFF, type Files, indented, KEPT, lint, storage } from './lint-folder.ts';
import { run } from './run.ts';

const chart = (name: string, dependencies: string): string =>
  `apiVersion: v2\nname: ${name}\nversion: 0.1.0\ndependencies:\n  - ${dependencies}\n`;
const PYROSCOPE = '{name: pyroscope, version: 2.2.1, alias: profiling, condition: profiling.enabled}';
/** Values of the outermost chart. */
const below = (text: string): string => `stack:\n  profiling:\n${indented(text, 4)}`;
const inner = (text: string): string => `profiling:\n${indented(text, 2)}`;

/** A chart that depends on one which depends on pyroscope. */
const nested = (values: string, own = KEPT, dependency = '{name: stack, version: 0.1.0}'): Files => ({
  'Chart.yaml': chart('outer', dependency),
  'values.yaml': values,
  'charts/stack/Chart.yaml': chart('stack', PYROSCOPE),
  'charts/stack/values.yaml': inner(own),
});

describe('an umbrella of an umbrella', () => {
  it('is told paths as they stand in its file, and below which keys the paths of rules are', async () => {
    const values = below('serviceAccount: {create: false}\narchitecture: {storage: {v1: "false"}}\n');
    const { said, out } = await run(['lint', 'values.yaml'], {
      files: { '.git/HEAD': '', ...nested(values) },
    });
    expect(out + said).toContain('move it to stack.profiling.pyroscope.serviceAccount');
    expect(out + said).toMatch(/do: {2}below stack\.profiling, .*/);
  });

  it('has its values under the keys of both, over those of the inner chart', async () => {
    const { told, values } = await lint(nested(below(storage('v2: false'))), 'values.yaml');
    expect(told).toEqual([`values.yaml:3 ${BOTH_OFF}`]);
    expect(values).toMatchObject([{ below: 'stack.profiling', chart: '2.2.1', chartIsGuessed: false }]);
    const on = nested(below(storage('v2: false')), storage('v1: true') + KEPT);
    expect((await lint(on, 'values.yaml')).told).toEqual([]);
  });

  it('finds what stands in the values of the inner chart there', async () => {
    const files = nested(below(storage('v2: true')), `nonsense: 1\n${storage('v2: []')}${KEPT}`);
    const { findings } = await lint(files, 'charts/stack/values.yaml');
    const { path, line } = findings.find(({ ruleId }) => ruleId === 'unknown-key') ?? {};
    expect([path, line]).toEqual(['profiling.nonsense', 2]);
    const broken = nested(below('alloy: {enabled: false}\n'), storage('v2: []') + KEPT);
    const outer = (await lint(broken, 'values.yaml')).findings.find(({ ruleId }) => ruleId === 'wrong-type');
    expect([outer?.file, outer?.path]).toEqual([
      'charts/stack/values.yaml',
      'profiling.architecture.storage.v2',
    ]);
  });

  it.each([
    [
      'under an alias',
      { 'Chart.yaml': chart('outer', '{name: other, version: 0.1.0, alias: stack}') },
      'other',
    ],
    ['undeclared in charts/', { 'Chart.yaml': 'apiVersion: v2\nname: outer\nversion: 0.1.0\n' }, 'stack'],
    [
      'by file://',
      { 'Chart.yaml': chart('outer', '{name: stack, version: 0.1.0, repository: "file://../lib/stack"}') },
      '../lib/stack',
    ],
  ])('may depend on the inner chart %s', async (_, more, folder) => {
    const off = below(storage('v2: false'));
    const at = folder.startsWith('..') ? folder.slice(3) : `outer/charts/${folder}`;
    const name = folder.slice(folder.lastIndexOf('/') + 1);
    const files = {
      'outer/values.yaml': off,
      'outer/Chart.yaml': more['Chart.yaml'],
      [`${at}/Chart.yaml`]: chart(name, PYROSCOPE),
    };
    expect((await lint(files, 'outer/values.yaml')).told).toEqual([`outer/values.yaml:3 ${BOTH_OFF}`]);
  });

  it('is not installed by the condition of either chart, each in its own values', async () => {
    const off = `enabled: false\n${storage('v2: false')}`;
    const skipped = await lint(nested(below(off)), 'values.yaml');
    expect([skipped.told, skipped.said]).toEqual([
      [],
      expect.stringContaining('condition stack.profiling.enabled is false'),
    ]);
    const outer = nested(
      `switch: {stack: false}\n${below(storage('v2: false'))}`,
      KEPT,
      '{name: stack, version: 0.1.0, condition: switch.stack}',
    );
    expect((await lint(outer, 'values.yaml')).said).toContain('condition switch.stack is false');
    const elsewhere = nested(`profiling: {enabled: false}\n${below(storage('v2: false'))}`);
    expect((await lint(elsewhere, 'values.yaml')).told).toEqual([`values.yaml:4 ${BOTH_OFF}`]);
  });

  it.each([
    ['3', true],
    ['4', false],
  ])(
    'has nulls in its own values.yaml that Helm %s drops where nothing is over them',
    async (helm, isOff) => {
      const files = nested(below(storage('v1: false, v2: null')));
      const { told } = await lint(files, 'values.yaml', '--helm', helm);
      expect(told.includes(`values.yaml:3 ${BOTH_OFF}`)).toBe(isOff);
      const overlaid = { ...files, 'values-eu.yaml': 'stack: {other: 1}\n' };
      const both = await lint(overlaid, '-f', 'values.yaml', '-f', 'values-eu.yaml', '--helm', helm);
      expect(both.told).toContain(`values.yaml:3 ${BOTH_OFF}`);
    },
  );

  it('has nulls in the values.yaml of the inner chart that count once its own have a map there', async () => {
    const own = storage('v1: false, v2: null') + KEPT;
    const alone = await lint(nested('other: 1\n', own), 'values.yaml', '--helm', '4');
    expect(alone.values).toEqual([]);
    const over = await lint(nested(below('alloy: {enabled: false}\n'), own), 'values.yaml', '--helm', '4');
    expect(over.told).toContain(`charts/stack/values.yaml:2 ${BOTH_OFF}`);
  });

  it('is refused for a null that stands for a dependency in a values.yaml of its own', async () => {
    const { findings } = await lint(nested('stack: {profiling: null}\n'), 'values.yaml');
    expect(findings.map(({ ruleId, line }) => [ruleId, line])).toEqual([['syntax', 1]]);
  });

  it('is known by -f, and values prints what the chart gets under both keys', async () => {
    const files = nested(below(storage('v2: false')));
    const { out } = await run(['values', '-f', 'values.yaml'], { files });
    expect(out).toMatch(/^stack:\n {2}profiling:\n/);
  });

  it('does not end where charts depend on each other', async () => {
    const files = {
      'a/Chart.yaml': chart('a', '{name: b, version: 0.1.0, repository: "file://../b"}'),
      'a/values.yaml': 'b: {x: 1}\n',
      'b/Chart.yaml': chart('b', '{name: a, version: 0.1.0, repository: "file://../a"}'),
    };
    expect((await lint(files, 'a/values.yaml')).values).toEqual([]);
  });
});

describe('values under the name of a dependency that has an alias', () => {
  const files = (values: string, dependency = PYROSCOPE): Files => ({
    'Chart.yaml': chart('outer', dependency),
    'values.yaml': values,
  });
  const inVain = `pyroscope:\n${indented(storage('v2: false'), 2)}`;

  it.each(['values.yaml', 'values-eu.yaml'])('are told to be read by nothing in %s', async (file) => {
    const { told, findings, code } = await lint({ ...files(''), [file]: inVain }, file);
    expect(told).toEqual([`${file}:1 warning misplaced-key`]);
    expect(findings[0]).toMatchObject({ path: 'pyroscope' });
    expect(JSON.stringify(findings[0])).toContain('the dependency has the alias profiling');
    expect(code).toBe(0);
  });

  it('stand beside those of the alias', async () => {
    const { told } = await lint(files(`${inner(storage('v2: false'))}${inVain}`), 'values.yaml');
    expect(told).toEqual([`values.yaml:2 ${BOTH_OFF}`, 'values.yaml:3 warning misplaced-key']);
  });

  it('may be for another dependency, or for templates of the chart itself', async () => {
    const two = files(inVain, `${PYROSCOPE}\n  - {name: pyroscope, version: 2.2.1}`);
    expect((await lint(two, 'values.yaml')).told).toEqual([`values.yaml:2 ${BOTH_OFF}`]);
    const own = { ...files(inVain), 'templates/x.yaml': 'x: {{ .Values.pyroscope.architecture }}\n' };
    expect((await lint(own, 'values.yaml')).told).toEqual([]);
  });

  it('are told as the config says', async () => {
    const off = { ...files(inVain), 'phasegate.yaml': 'lint: {rules: {misplaced-key: off}}\n' };
    expect((await lint(off, 'values.yaml')).told).toEqual([]);
    const ignored = files(`# phasegate-ignore misplaced-key: kept for later\n${inVain}`);
    expect((await lint(ignored, 'values.yaml')).told).toEqual([]);
  });
});

describe('values that a sibling exports', () => {
  const files = (imported: string): Files => ({
    'Chart.yaml': chart(
      'outer',
      `{name: pyroscope, version: 2.2.1}\n  - {name: shared, version: 1.0.0, import-values: [${imported}]}`,
    ),
    'values.yaml': `pyroscope:\n${indented(storage('v2: false') + KEPT, 2)}`,
  });

  it.each(['data', '{child: exports.a, parent: pyroscope.architecture}', '{child: a, parent: .}'])(
    'are not known: import-values: [%s]',
    async (imported) => {
      const { told, values } = await lint(files(imported), 'values.yaml');
      expect(told).toEqual([]);
      expect(values).toMatchObject([{ unread: ['import-values of shared'] }]);
    },
  );

  it('change nothing under another key', async () => {
    const { told } = await lint(files('{child: a, parent: grafana}'), 'values.yaml');
    expect(told).toEqual([`values.yaml:2 ${BOTH_OFF}`]);
  });
});
