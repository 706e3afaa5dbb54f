import { describe, expect, it } from 'vitest';
import { type CheckResult, defineCheck, type Observation, runAll } from '../../../src/checks/check.ts';
import type { CheckContext, PyroscopeCheck } from '../../../src/packs/pyroscope/checks/context.ts';
import { CHECKS, runChecks } from '../../../src/packs/pyroscope/checks/index.ts';
import { PHASES } from '../../../src/packs/pyroscope/facts/phases.ts';
import { context, gone, hanging, pod } from './fake.ts';

function check(id: string, observe: () => Promise<Observation>, more: { alone?: true } = {}): PyroscopeCheck {
  const words = { title: id, why: 'why', expected: () => 'x', command: () => 'y' };
  return defineCheck<CheckContext>({ id, phases: PHASES, ...words, observe, ...more });
}

const fine = async (): Promise<Observation> => ({ status: 'ok', seen: 'fine' });

async function all(results: AsyncIterable<CheckResult>): Promise<CheckResult[]> {
  const found: CheckResult[] = [];
  for await (const result of results) found.push(result);
  return found;
}

const seenBy = (results: readonly CheckResult[]) => results.map(({ id, status, seen }) => [id, status, seen]);

describe('running checks', () => {
  it('goes on after one that breaks off and one that hangs', async () => {
    const broken = check('broken', () => Promise.reject(new Error('no such thing')));
    const stuck = check('stuck', () => new Promise(() => undefined));
    const results = await all(runAll([broken, stuck, check('last', fine)], context({}), 20));
    expect(seenBy(results)).toEqual([
      ['broken', 'unknown', 'the check failed: Error: no such thing'],
      ['stuck', 'unknown', 'no answer within 0.02 s'],
      ['last', 'ok', 'fine'],
    ]);
  });

  it('lets one that counts its own queries run after the other', async () => {
    const log: string[] = [];
    const counting = (id: string) =>
      check(
        id,
        async () => {
          log.push(`${id} begins`);
          await new Promise((resolve) => setImmediate(resolve));
          log.push(`${id} ends`);
          return fine();
        },
        { alone: true },
      );
    await all(runAll([counting('a'), counting('b')], context({})));
    expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
  });

  it('runs those that were asked for, and skips what is no question of the phase', async () => {
    const results = await all(
      runChecks(context({}, { phase: 'v1' }), new Set(['raft-leader', 'ingester-ring'])),
    );
    expect(results.map(({ id, status }) => [id, status])).toEqual([
      ['raft-leader', 'skipped'],
      ['ingester-ring', 'unknown'],
    ]);
  });
});

describe('commands', () => {
  it('keep a tenant with a quote in one shell word', async () => {
    const tenant = "o'neill; ls";
    const results = await all(runChecks({ ...context({}), tenant }, new Set(['v2-complete'])));
    expect(results[0]?.command).toContain(`-H 'X-Scope-OrgID: o'\\''neill; ls'`);
  });

  it('name the port of the pod that they ask', async () => {
    const pods = [
      pod('', { name: 'profiles-alloy-0', httpPort: 12345 }),
      pod('metastore', { httpPort: 4041 }),
    ];
    const results = await all(runChecks(context({}, { pods }), new Set(['raft-leader', 'ingester-ring'])));
    expect(results.map(({ command }) => /port-forward .* (\S+) (\S+) >/.exec(command)?.slice(1))).toEqual([
      ['pod/profiles-metastore-0', '4040:4041'],
      ['svc/profiles-distributor', '4040:4040'],
    ]);
  });
});

describe('every check', () => {
  const everywhere = (endpoint: typeof gone) => ({ ...context({}), endpointOf: () => [endpoint] });

  it.each([
    { name: 'is gone', endpoint: gone },
    { name: 'hangs', endpoint: hanging },
  ])('has an answer, and none of them green, where the server $name', async ({ endpoint }) => {
    for (const phase of PHASES) {
      const asked = (await all(runChecks({ ...everywhere(endpoint), phase }))).filter(
        ({ id, status }) => status !== 'skipped' && id !== 'metastore-logs',
      );
      expect(asked.length).toBeGreaterThan(0);
      expect(asked.filter(({ status }) => status === 'ok' || status === 'waiting')).toEqual([]);
    }
  });

  it('has an id of its own, and words and a command for each phase and mode', async () => {
    expect(new Set(CHECKS.map(({ id }) => id)).size).toBe(CHECKS.length);
    for (const mode of ['single-binary', 'microservices'] as const) {
      const results = await all(runChecks({ ...everywhere(gone), mode, tenant: 'team' }));
      for (const { id, title, expected, why, command } of results) {
        expect(
          [title, expected, why, command].every((text) => text.length > 0),
          id,
        ).toBe(true);
        expect(command, id).toMatch(/^kubectl /);
        expect(command, id).toContain('-n observability');
        expect(command, id).not.toContain('undefined');
      }
    }
  });
});
