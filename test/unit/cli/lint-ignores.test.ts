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
