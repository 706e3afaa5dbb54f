import { expect, it } from 'vitest';
import { run } from './run.ts';

const CONFIG = `lint:
  ignores:
    - {rule: unknown-key, files: [values.yaml], reason: one}
    - {rule: unknown-key, files: [values.yaml], path: pyroscope.nonsense, reason: another}
    - {rule: unknown-key, files: [values.yaml], path: pyroscope.elsewhere, reason: needless}
`;

it('two ignores of the config that cover one finding are both needed', async () => {
  const { out } = await run(['lint', 'values.yaml', '--info', '--format', 'json'], {
    files: { 'phasegate.yaml': CONFIG, 'values.yaml': 'pyroscope:\n  nonsense: 1\n' },
  });
  const { findings } = JSON.parse(out) as { findings: { rule?: string; ruleId?: string; line: number }[] };
  const unused = findings.filter((one) => (one.ruleId ?? one.rule) === 'unused-ignore');
  expect(unused.map(({ line }) => line)).toEqual([5]);
});

/** `single-binary-peers-mismatch` became part of `metastore-peers-mismatch`. */
const THREE = 'pyroscope:\n  replicaCount: 3\n';
const FORMER = 'pyroscope/single-binary-peers-mismatch';
const rulesIn = (out: string): string[] =>
  (JSON.parse(out) as { findings: { ruleId: string }[] }).findings.map(({ ruleId }) => ruleId);

it.each([
  ['an ignore in the file', '', `pyroscope:\n  replicaCount: 3 # phasegate-ignore ${FORMER}: known\n`],
  [
    'an ignore without the pack',
    '',
    'pyroscope:\n  replicaCount: 3 # phasegate-ignore single-binary-peers-mismatch: known\n',
  ],
  ['an ignore of the config', `lint:\n  ignores:\n    - {rule: ${FORMER}, reason: known}\n`, THREE],
  ['a severity of the config', `lint:\n  rules:\n    ${FORMER}: off\n`, THREE],
])('takes an earlier name of a rule in %s', async (_, config, values) => {
  const files = { 'values.yaml': values, ...(config !== '' && { 'phasegate.yaml': config }) };
  const argv = ['lint', 'values.yaml', '--chart-version', '2.2.1', '--format', 'json'];
  const { out, said } = await run(argv, { files });
  expect(said).toBe('');
  expect(rulesIn(out)).not.toContain('pyroscope/metastore-peers-mismatch');
  expect(rulesIn(out)).not.toContain('invalid-ignore');
});

it('takes an earlier name of a rule in a baseline, and in explain', async () => {
  const entry = { ruleId: FORMER, file: 'values.yaml', path: 'pyroscope.replicaCount', count: 1 };
  const files = {
    'values.yaml': THREE,
    'base.json': JSON.stringify({ version: 1, findings: [entry] }),
  };
  const { out } = await run(['lint', 'values.yaml', '--baseline', 'base.json', '--format', 'json'], {
    files,
  });
  expect(rulesIn(out)).not.toContain('pyroscope/metastore-peers-mismatch');
  const explained = await run(['explain', 'single-binary-peers-mismatch'], {});
  expect(explained.out).toContain('metastore-peers-mismatch');
});

it('a file given under two names is linted once', async () => {
  const files = { 'a/values.yaml': `pyroscope: {replicaCount: 3}\n` };
  const { out } = await run(
    [
      'lint',
      'a/values.yaml',
      './a/values.yaml',
      'a/../a/values.yaml',
      '--chart-version',
      '2.2.1',
      '--format',
      'json',
    ],
    { files },
  );
  const { findings, values } = JSON.parse(out) as { findings: { file: string }[]; values: unknown[] };
  expect(values).toHaveLength(1);
  expect(new Set(findings.map(({ file }) => file))).toEqual(new Set(['a/values.yaml']));
});
