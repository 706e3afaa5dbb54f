import { describe, expect, it } from 'vitest';
import { type CheckResult, runChecks } from '../../../src/checks/check.ts';
import { contextOf } from '../../../src/checks/context.ts';
import type { Case, Live, Observation } from '../../../src/pack.ts';
import type { PyroscopeCheck } from '../../../src/packs/pyroscope/checks/asking.ts';
import { CHECKS } from '../../../src/packs/pyroscope/checks/index.ts';
import { neededIn } from '../../../src/packs/pyroscope/facts/components.ts';
import { PHASES } from '../../../src/packs/pyroscope/facts/phases.ts';
import { context, gone, hanging, type More, pod, resultsOf } from './fake.ts';

function check(
  id: string,
  observe: PyroscopeCheck['observe'],
  more: { readonly alone?: true } = {},
): PyroscopeCheck {
  return { id, title: id, phases: PHASES, why: 'why', expected: () => 'x', observe, ...more };
}

const only = (...ids: readonly string[]) => CHECKS.filter(({ id }) => ids.includes(id));

const answer = async () => ({ status: 200, body: '' });
const wrong = async (): Promise<Observation> => ({ status: 'failed', seen: 'wrong' });
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
    const atOnce = check('at-once', () => {
      throw new Error('not even a promise');
    });
    const { of, live } = context({});
    const results = await all(runChecks([broken, atOnce, stuck, check('last', wrong)], of as Case, live, 20));
    expect(seenBy(results)).toEqual([
      ['broken', 'unknown', 'the check failed: Error: no such thing'],
      ['at-once', 'unknown', 'the check failed: Error: not even a promise'],
      ['stuck', 'unknown', 'no answer within 0.02 s'],
      ['last', 'failed', 'wrong'],
    ]);
  });

  it('takes a check for unknown that finds nothing wrong, where there was no pod to ask', async () => {
    const { of, live } = context({});
    const asks = check('asks', async (_, { ask }) => {
      await ask('prometheus', { path: '/' });
      return fine();
    });
    const results = await all(runChecks([check('loops', fine), asks], of as Case, { ...live, ask: answer }));
    expect(seenBy(results)).toEqual([
      ['loops', 'unknown', 'no pod of the release runs, so none was asked'],
      ['asks', 'ok', 'fine'],
    ]);
  });

  it('counts the address that stands in for the pods as asked', async () => {
    const { of, live } = context({});
    const asks = check('asks', async (_, asked) => {
      await contextOf(asked).address?.({ path: '/' });
      return fine();
    });
    const withAddress = { ...live, address: answer };
    const results = await all(runChecks([check('loops', fine), asks], of as Case, withAddress as Live));
    expect(results.map(({ status }) => status)).toEqual(['unknown', 'ok']);
  });

  it('counts another store and an object of the cluster as asked', async () => {
    const { of, live } = context({});
    const store = check('store', async (_, { askAt }) => {
      await askAt('http://store', { path: '/' });
      return fine();
    });
    const object = check('object', async (_, asked) => {
      await asked.object('configmap', 'state');
      return fine();
    });
    const answering = { ...live, askAt: answer, object: answer };
    const results = await all(runChecks([store, object], of as Case, answering as Live));
    expect(results.map(({ status }) => status)).toEqual(['ok', 'ok']);
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
    await resultsOf([counting('a'), counting('b')], context({}));
    expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
  });

  it('skips what is not a question of the phase', async () => {
    const results = await resultsOf(only('raft-leader', 'ingester-ring'), context({}, { phase: 'v1' }));
    expect(results.map(({ id, status }) => [id, status])).toEqual([
      ['raft-leader', 'skipped'],
      ['ingester-ring', 'unknown'],
    ]);
  });
});

describe('commands', () => {
  it('keep a tenant with a quote in one shell word', async () => {
    const tenant = "o'neill; ls";
    const results = await resultsOf(only('v2-complete'), context({}, { tenant }));
    expect(results[0]?.command).toContain(`-H 'X-Scope-OrgID: o'\\''neill; ls'`);
  });

  it('name the port of the pod that they ask', async () => {
    const pods = [
      pod('', { name: 'profiles-alloy-0', httpPort: 12345 }),
      pod('metastore', { httpPort: 4041 }),
    ];
    const args = { metastore: ['-target=metastore'] };
    const results = await resultsOf(only('raft-leader', 'ingester-ring'), context({}, { pods, args }));
    expect(
      results.map(({ command = '' }) => /port-forward .* (\S+) (\S+) >/.exec(command)?.slice(1)),
    ).toEqual([
      ['pod/profiles-metastore-0', '4040:4041'],
      ['svc/profiles-distributor', '4040:4041'],
    ]);
  });
});

/** What these see does not come from the servers. */
const ASK_KUBERNETES = ['components-ready', 'args-agree', 'restarts', 'metastore-claims', 'metastore-logs'];

describe('every check', () => {
  const COMPONENTS = [...neededIn('dual', 'microservices'), 'all'];
  const everywhere = (endpoint: typeof gone, more: More = {}) =>
    context(Object.fromEntries(COMPONENTS.map((one) => [one, [endpoint]])), more);

  it.each([
    { name: 'is gone', endpoint: gone },
    { name: 'hangs', endpoint: hanging },
  ])('has an answer, and none of them green, where the server $name', async ({ endpoint }) => {
    for (const phase of PHASES) {
      const results = await resultsOf(CHECKS, everywhere(endpoint, { phase }));
      const asked = results.filter(({ id, status }) => status !== 'skipped' && !ASK_KUBERNETES.includes(id));
      expect(asked.length).toBeGreaterThan(0);
      expect(asked.filter(({ status }) => status === 'ok' || status === 'waiting')).toEqual([]);
    }
  });

  it('has an id of its own, and words and a command for each phase and mode', async () => {
    expect(new Set(CHECKS.map(({ id }) => id)).size).toBe(CHECKS.length);
    for (const layout of ['single-binary', 'microservices'] as const) {
      const results = await resultsOf(CHECKS, everywhere(gone, { layout, tenant: 'team' }));
      for (const { id, title, expected, why, command = '' } of results) {
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
