import { describe, expect, it } from 'vitest';
import { configTextUnreadable } from '../../../src/packs/pyroscope/rules/config-text-unreadable.ts';
import { configVariableNotExpanded } from '../../../src/packs/pyroscope/rules/config-variable-not-expanded.ts';
import {
  EXPERIMENT,
  oneBinary,
  PHASE_FLAGS_1,
  PHASE_FLAGS_2,
} from '../../../src/packs/pyroscope/rules/examples.ts';
import { unknownConfigField } from '../../../src/packs/pyroscope/rules/unknown-config-field.ts';
import { runInProcess } from '../../in-process.ts';
import { messageOf, rendered, runExample } from './run-example.ts';

const inConfig = (text: string): string => `pyroscope:\n  config: |\n${text.replace(/^(?=.)/gm, '    ')}`;

/** The outcomes of a render in the phase of its flags, by rule. */
async function outcomesOf(manifests: string, phase: string): Promise<readonly string[]> {
  const { releases } = await rendered({ manifests, asked: { phase } });
  return releases.flatMap(({ findings }) =>
    findings.map(({ rule, severity, outcome }) => `${rule.replace('pyroscope/', '')} ${severity} ${outcome}`),
  );
}

const of2 = (args: readonly string[], image = 'grafana/pyroscope', config = '{}\n'): string =>
  oneBinary('2.2.1', { image, args: [...args, ...PHASE_FLAGS_2.v2], data: 'template' }, { config });

describe('a configuration that is not YAML', () => {
  it.each([
    ['storage:\n  backend: s3\n s3: {}\n', 5, 5],
    ['limits: [unclosed\n', 3, undefined],
    ['- a\n', 3, 5],
    ['a: 1\nb: @B\n', 4, 8],
  ])('is shown at its line and column in the values: %j', async (text, line, column) => {
    const { err, out } = await runInProcess(['lint', '--chart-version', '2.2.1', '-'], {
      cwd: '/',
      input: inConfig(text),
    });
    const place = column === undefined ? `<stdin>:\\d+:` : `<stdin>:${line}:${column}:`;
    expect(out + err).toMatch(new RegExp(`${place}.*\\[pyroscope/config-text-unreadable\\]`));
  });

  it.each([
    '',
    '# nothing\n',
    'null\n',
    'a: 1\n---\n b\n- c\n',
    `a: 1\n\${B}\n`,
    'a: %B%\n',
    '{{ if .Values.a }}\n- a\n{{ end }}\n',
  ])('is not told of a text that the chart reads, or that is not done: %j', (text) =>
    expect(runExample(configTextUnreadable, { values: inConfig(text) })).toEqual([]),
  );
});

describe('keys of a configuration with templates', () => {
  const keys = (text: string): readonly string[] =>
    runExample(unknownConfigField, { values: inConfig(text) }).map(
      ({ report }) => /key (\S+)$/.exec(messageOf(report).what)?.[1] ?? '',
    );

  it.each([
    ['{{ if .Values.a }}\nmine: 1\n{{ else }}\nyours: 1\n{{ end }}\nwrong:\n  b: 1\n', ['wrong']],
    ['wrong: 1\n{{- range .Values.a }}\nmine: {{ . }}\n{{- end }}\n', ['wrong']],
    ['limits:\n  {{ if .Values.a }}\n  mine: 1\n  {{ end }}\n  wrong: 1\n', ['limits.wrong']],
    [
      '{{ if a }}\n{{ if b }}\nmine: 1\n{{ end }}\nyours: 1\n{{ end }}\nwrong: {a: {{ .Values.c }}}\n',
      ['wrong'],
    ],
  ])('are judged outside of the branches: %j', (text, expected) => {
    expect(keys(text)).toEqual(expected);
  });

  it.each([
    '{{ if .Values.a }}\nmine:\n{{ end }}\n  wrong: 1\n',
    '{{ if .Values.a -}}\nmine: 1\n{{ end -}}\nwrong: 1\n',
    '{{ if .Values.a }}\nmine: 1\nwrong: 1\n',
  ])('are left alone where a branch may move them: %j', (text) => expect(keys(text)).toEqual([]));
});

describe('a name that the server does not know', () => {
  it('is told together with the question where the blocks go', async () => {
    const args = ['-no-such-flag=x', '-storage.backend=filesystem', ...PHASE_FLAGS_1.dual];
    const config = 'storage:\n  backend: s3\n  s3:\n    bucket_name: b\nno_such_block: {}\n';
    const given = oneBinary('1.21.0', { args, env: EXPERIMENT, data: 'template' }, { config });
    expect(await outcomesOf(given, 'dual')).toEqual(
      expect.arrayContaining([
        'unknown-flag error refused',
        'unknown-config-field error refused',
        'filesystem-backend-overrides-object-storage error refused',
      ]),
    );
  });

  it.each([
    ['grafana/pyroscope:2.2.1', 'error refused'],
    ['mirror.example/grafana/pyroscope:2.2.1@sha256:0123', 'error refused'],
    ['grafana/pyroscope:latest', 'warning said'],
    ['example.com/own/server:2.2.1', 'warning said'],
    ['grafana/pyroscope:2.9.0', 'info said'],
  ])('is refused only where the server is certain: %s', async (image, expected) => {
    const outcomes = await outcomesOf(of2(['-no-such-flag=x'], image, 'no_such_block: {}\n'), 'v2');
    expect(outcomes.filter((one) => one.startsWith('unknown-'))).toEqual([
      `unknown-flag ${expected}`,
      `unknown-config-field ${expected}`,
    ]);
  });

  it('is refused of a server that a person names', async () => {
    const input = of2(['-no-such-flag=x'], 'example.com/own/server:main');
    const { code, err } = await runInProcess(['render', '--phase', 'v2', '--server-version', '2.2.1'], {
      cwd: '/',
      input,
    });
    expect([code, err]).toEqual([
      1,
      expect.stringContaining('server 2.2.1 (the single binary) does not know'),
    ]);
  });

  it('hides what stands beside it in the configuration', async () => {
    const config = 'storage:\n  s3: {no_such_key: 1, secret_access_key: very-secret-word}\n';
    const { code, err } = await runInProcess(['render', '--phase', 'v2'], {
      cwd: '/',
      input: of2([], 'grafana/pyroscope', config),
    });
    expect(code).toBe(1);
    expect(err).toContain('storage.s3.no_such_key');
    expect(err).not.toContain('very-secret-word');
  });
});

describe('a variable that is not expanded', () => {
  const values = `pyroscope:\n  structuredConfig:\n    limits:\n      retention_period: \${A}\n`;

  it('is an info in one file, which may not be all of the release, and may be filled in before Helm', () => {
    const severities = (text: string) =>
      runExample(configVariableNotExpanded, { values: text }).map(({ report }) => report.severity);
    expect(severities(values)).toEqual(['info']);
    const bucket = `pyroscope:\n  structuredConfig:\n    storage:\n      s3:\n        bucket_name: \${BUCKET}\n`;
    expect(severities(bucket)).toEqual(['info']);
  });

  it.each(['true', '"1"', '', `\${EXPAND}`])('is not told where the flag may be on: %s', (flag) => {
    const flagged = `${values}  extraArgs:\n    config.expand-env: ${flag}\n`;
    expect(runExample(configVariableNotExpanded, { values: flagged })).toEqual([]);
  });
});

describe('several components without a bucket', () => {
  const values = 'architecture:\n  microservices:\n    enabled: true\n';

  it.each([
    ['1.21.0', ['-'], 'warning'],
    ['1.21.0', ['-f', '-'], 'error'],
    ['2.2.1', ['-'], 'warning'],
    ['2.2.1', ['-f', '-'], 'warning'],
  ])('on %s is, linted with %j, of severity %s', async (chart, files, severity) => {
    const args = ['lint', '--chart-version', chart, '--format', 'json', ...files];
    const { out } = await runInProcess(args, { cwd: '/', input: values });
    const { findings } = JSON.parse(out) as { findings: readonly { ruleId: string; severity: string }[] };
    const own = findings.filter(({ ruleId }) => ruleId === 'pyroscope/object-storage-missing');
    expect(own.map((one) => one.severity)).toEqual([severity]);
  });
});
