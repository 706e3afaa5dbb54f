import { describe, expect, it } from 'vitest';
import { lintValues } from '../../../src/lint/lint-values.ts';
import { DEFAULT_SETTINGS, RuleNames } from '../../../src/lint/rule-names.ts';
import type { Rule } from '../../../src/pack.ts';
import { EXAMPLE_CHART } from '../../../src/packs/pyroscope/facts/charts.ts';
import { pyroscope } from '../../../src/packs/pyroscope/index.ts';
import { releaseValues } from '../../../src/release/from-values.ts';
import { run } from '../cli/run.ts';
import { userOf } from './fixable-values.ts';

interface JsonReport {
  readonly findings: readonly { ruleId: string; fixable: boolean; remedy: string }[];
  readonly summary: { readonly fixable: number };
}

/** What lint says of a file with fixes in it, and the file after --fix. */
async function fixedFile(name: string, text: string) {
  const files = { [name]: text };
  const { out } = await run(['lint', '--quiet', '--format', 'json', name], { files });
  const report = JSON.parse(out) as JsonReport;
  const fix = await run(['lint', '--fix', name], { files });
  const notes = fix.said.split('\n').filter((line) => line.includes('fixed in'));
  const fixable = report.findings.filter((one) => one.fixable);
  expect(report.summary.fixable).toBe(fixable.length);
  return { after: fix.file(name), notes, fixable, findings: report.findings };
}

/** --fix does exactly what the report promised. */
async function fixesAll(name: string, text: string): Promise<string> {
  const { after, notes, fixable } = await fixedFile(name, text);
  expect(fixable.length).toBeGreaterThan(0);
  expect(notes).toHaveLength(fixable.length);
  return after;
}

async function fixesNothing(name: string, text: string): Promise<readonly string[]> {
  const { after, notes, fixable, findings } = await fixedFile(name, text);
  expect({ after, notes, fixable }).toEqual({ after: text, notes: [], fixable: [] });
  return findings.map(({ remedy }) => remedy);
}

const S3 = '{"storage": {"backend": "s3", "s3": {"bucket": "b"}}}';

const application = (values: string): string => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: profiles}
spec:
  source:
    chart: pyroscope
    targetRevision: 2.2.1
    helm:
      ${values.replaceAll('\n', '\n      ').trimEnd()}
`;

const OTHER = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: other}\ndata: {key: "on"}\n';

describe('--fix', () => {
  it('leaves JSON as JSON', async () => {
    const before = `{"pyroscope": {"structuredConfig": ${S3}, "cluster_domain": "corp.lan"}}\n`;
    const after = await fixesAll('values.json', before);
    expect(JSON.parse(after)).toEqual({
      pyroscope: {
        structuredConfig: { storage: { backend: 's3', s3: { bucket_name: 'b' } } },
        cluster_domain: '.corp.lan',
      },
    });
  });

  it.each(['"', "'"])('keeps the quotes of a key: %s', async (quote) => {
    const config = (key: string): string =>
      `pyroscope:\n  structuredConfig:\n    storage:\n      s3:\n        ${quote}${key}${quote}: b # ours\n`;
    expect(await fixesAll('values.yaml', config('bucket'))).toBe(config('bucket_name'));
  });

  it('fixes the block text of an Application, and nothing around it', async () => {
    const of = (word: string, bucket: string): string =>
      `${OTHER}---\n${application(`values: |
  # on purpose
  architecture: {storage: {v1: ${word}, v2: true}}
  pyroscope:
    structuredConfig: {storage: {backend: s3, s3: {${bucket}: b}}}
    podAnnotations: {note: "yes, bucket"}`)}---\n${OTHER}`;
    expect(await fixesAll('app.yaml', of('yes', 'bucket'))).toBe(of('true', 'bucket_name'));
  });

  it('fixes the server configuration in a block text', async () => {
    const of = (bucket: string): string =>
      `pyroscope:\n  config: |\n    storage:\n      backend: s3\n      s3:\n        ${bucket}: b\n`;
    expect(await fixesAll('values.yaml', of('bucket'))).toBe(of('bucket_name'));
  });

  it('fixes the server configuration in the block text of an Application', async () => {
    const of = (bucket: string): string =>
      application(`values: |
  pyroscope:
    config: |
      storage:
        backend: s3
        s3:
          ${bucket}: b`);
    expect(await fixesAll('app.yaml', of('bucket'))).toBe(of('bucket_name'));
  });

  it.each([
    ['a folded value', 'values.yaml', 'architecture:\n  storage:\n    v1: >-\n      true\n    v2: true\n'],
    ['a folded text', 'app.yaml', application('values: >\n  architecture: {storage: {v1: yes, v2: true}}')],
    [
      'an escaped text',
      'app.yaml',
      application('values: "architecture:\\n  storage: {v1: yes, v2: true}\\n"'),
    ],
  ])('does not promise what it cannot write: %s', async (_, name, text) => {
    await fixesNothing(name, text);
  });

  it('says which other value an anchor would change', async () => {
    const remedies = await fixesNothing(
      'values.yaml',
      'architecture: {storage: {v1: &on "true", v2: true}}\npyroscope: {extraLabels: {sampled: *on}}\n',
    );
    expect(remedies.join('\n')).toContain(
      'without quotes; --fix leaves it to you: it would also change pyroscope.extraLabels.sampled',
    );
  });

  it('leaves a parameter of an Application, which is a string for Argo CD', async () => {
    const parameter = '{name: architecture.storage.v1, value: "true", forceString: true}';
    await fixesNothing('app.yaml', application(`parameters:\n  - ${parameter}`));
  });

  it('leaves the choice to people where a toggle does not do what it says', async () => {
    const remedies = await fixesNothing('values.yaml', 'architecture: {storage: {v1: "false", v2: true}}\n');
    expect(remedies.join('\n')).toContain(
      'write, without quotes, architecture.storage.v1: true to leave it on, or false to switch it off; run phasegate plan before you switch it',
    );
  });

  it('fixes a file of a merged release, and looks at the release as a whole', async () => {
    const files = {
      'a.yaml': 'architecture: {storage: {v1: yes, v2: true}}\n',
      'b.yaml': 'ingress: {enabled: on}\n',
    };
    const { said, file } = await run(['lint', '--fix', '-f', 'a.yaml', '-f', 'b.yaml'], { files });
    expect(said).toContain('fixed in a.yaml: architecture.storage.v1');
    expect(said).toContain('fixed in b.yaml: ingress.enabled');
    expect(file('a.yaml')).toBe('architecture: {storage: {v1: true, v2: true}}\n');
    expect(file('b.yaml')).toBe('ingress: {enabled: true}\n');
  });
});

/** A rule that would always write one value. */
const writing = (path: readonly string[], by: string | boolean): Rule => ({
  id: 'careless',
  severity: 'warning',
  summary: 'a value is not the one we like',
  why: 'We like another one.',
  bad: [],
  judge({ now }, report) {
    const at = now.values?.at(...path);
    report({ at, what: 'another value', fix: 'write ours', fixValues: (edit) => edit.replace(at, by) });
  },
});

async function findingOf(rule: Rule, text: string) {
  const textOf = (): string => text;
  const pack = { ...pyroscope, rules: [rule] };
  const release = releaseValues({ user: userOf(text), chart: EXAMPLE_CHART, helm: 4, textOf }, pack);
  const reread = async (_: string, other: string) => userOf(other);
  const { findings } = await lintValues(
    [{ release, duplicates: [], prefix: [], pack, reread }],
    ['values.yaml'],
    DEFAULT_SETTINGS,
    { textOf, names: new RuleNames([]), today: '2026-11-21' },
  );
  const [finding] = findings.filter(({ ruleId }) => ruleId === 'pyroscope/careless');
  return { fix: finding?.fix, remedy: finding?.message.remedy };
}

describe('a fix that changes the release', () => {
  const V1 = ['architecture', 'storage', 'v1'];
  const MICRO = ['architecture', 'microservices', 'enabled'];
  const CLAIM = ['pyroscope', 'persistence', 'enabled'];

  it.each([
    [V1, false, 'architecture: {storage: {v1: true, v2: true}}', 'the phase from dual to v2'],
    [MICRO, false, 'architecture: {microservices: {enabled: true}}', 'the layout from microservices to'],
    [CLAIM, false, 'pyroscope: {persistence: {enabled: true}}', 'the volume claims from all to none'],
    [CLAIM, true, 'pyroscope: {persistence: {enabled: false}}', 'the volume claims from none to all'],
  ])('is left out, and the finding says why: %s', async (path, by, text, why) => {
    const { fix, remedy } = await findingOf(writing(path, by), `${text}\n`);
    expect(fix).toBeUndefined();
    expect(remedy).toContain(`write ours; --fix leaves it to you: it would change ${why}`);
  });

  it('is offered where it changes none of these', async () => {
    const text = 'pyroscope: {cluster_domain: .corp.lan}\n';
    const { fix, remedy } = await findingOf(writing(['pyroscope', 'cluster_domain'], '.other'), text);
    expect(fix?.edits).toHaveLength(1);
    expect(remedy).toBe('write ours');
  });
});

describe('a wrong key in pyroscope.config and in structuredConfig', () => {
  const both = (backend: string, bucket: string): string => `pyroscope:
  config: |
    storage:
      ${backend}: s3
      s3:
        ${bucket}: one
  structuredConfig:
    storage:
      ${backend}: s3
      s3:
        ${bucket}: two
`;

  it('is told at both places in one run, and mended at both', async () => {
    const { findings } = await fixedFile('values.yaml', both('Backend', 'bucket'));
    const told = findings.map(({ ruleId }) => ruleId).filter((id) => /config-field|bucket-name/.test(id));
    expect(told.toSorted()).toEqual([
      'pyroscope/s3-bucket-name-key',
      'pyroscope/s3-bucket-name-key',
      'pyroscope/unknown-config-field',
      'pyroscope/unknown-config-field',
    ]);
    expect(await fixesAll('values.yaml', both('Backend', 'bucket'))).toBe(both('backend', 'bucket_name'));
  });

  it('is mended in pyroscope.config alone', async () => {
    const text = (key: string): string => `pyroscope:\n  config: |\n    storage:\n      ${key}: s3\n`;
    expect(await fixesAll('values.yaml', text('Backend'))).toBe(text('backend'));
  });

  it('is left alone in a text whose templates may leave it out', async () => {
    const { findings } = await fixedFile(
      'values.yaml',
      `pyroscope:
  config: |
    {{ if .Values.mine }}
    no_such_key: 1
    {{ end }}
  structuredConfig:
    no_such_key: 1
`,
    );
    const told = findings.filter(({ ruleId }) => ruleId === 'pyroscope/unknown-config-field');
    expect(told).toHaveLength(1);
  });
});
