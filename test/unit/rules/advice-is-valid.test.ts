import { describe, expect, it } from 'vitest';
import { runInProcess } from '../../in-process.ts';

interface Told {
  readonly ruleId: string;
  readonly remedy: string;
}

const lint = async (values: string): Promise<readonly Told[]> => {
  const argv = ['lint', '--pack', 'pyroscope', '--chart-version', '2.2.1', '--format', 'json', '-'];
  const { out } = await runInProcess(argv, { cwd: '/', input: values });
  return (JSON.parse(out) as { findings: Told[] }).findings;
};

const remediesOf = async (rule: string, values: string) =>
  (await lint(values)).filter(({ ruleId }) => ruleId === `pyroscope/${rule}`).map(({ remedy }) => remedy);

const limits = (text: string): string => `pyroscope:\n  structuredConfig:\n    limits:\n      ${text}\n`;
const LIMIT = 'pyroscope.structuredConfig.limits.retention_period';
const WITHOUT = '(0 keeps blocks without limit)';

describe('advice to write a value elsewhere', () => {
  it.each([
    ['90d', `set ${LIMIT}: 90d ${WITHOUT}`],
    ['30 days', `set ${LIMIT}: 30d ${WITHOUT}`],
    ['720', `set ${LIMIT} to a duration, such as 720h if hours are meant ${WITHOUT}`],
    ['long', `set ${LIMIT} to a duration, such as 31d ${WITHOUT}`],
  ])('names no period that the server refuses: %s', async (period, remedy) => {
    const values = limits(`compactor_blocks_retention_period: ${period}`);
    expect(await remediesOf('v1-retention-on-v2', values)).toEqual([remedy]);
  });

  it('names no port that is none', async () => {
    const values = (port: string) =>
      `architecture:\n  microservices:\n    enabled: true\npyroscope:\n  structuredConfig:\n    server:\n      grpc_listen_port: ${port}\n`;
    expect(await remediesOf('grpc-port-half-wired', values('9096'))).toHaveLength(1);
    expect(await remediesOf('grpc-port-half-wired', values('grpc'))).toEqual([]);
  });

  it.each([
    ['v1: true\n    v2: true', /^write an RFC 3339 time/],
    ['v1: false\n    v2: true', /^remove it: only dual needs it$/],
    ['v1: true\n    v2: false', /^remove it: only dual needs it$/],
  ])('leaves a time to dual: %s', async (toggles, remedy) => {
    const values = `architecture:\n  storage:\n    ${toggles}\n${limits('enable_query_backend_from: foo')}`;
    expect(await remediesOf('query-backend-from-format', values)).toEqual([expect.stringMatching(remedy)]);
  });
});
