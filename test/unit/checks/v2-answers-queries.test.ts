import { describe, expect, it } from 'vitest';
import { afterV2, v2AnswersQueries } from '../../../src/packs/pyroscope/checks/v2-answers.ts';
import { context, gone, NOW, server, verdictOf } from './fake.ts';
import { readPath } from './querier.ts';

const run = (reads: Parameters<typeof readPath>[0], phase: 'dual' | 'v2' = 'dual') => {
  const path = readPath(reads);
  return verdictOf(
    v2AnswersQueries,
    context({ 'query-frontend': [path], 'query-backend': [path] }, { phase }),
  );
};

const config = (enabled: boolean, from: string) => ({
  '/api/v1/status/config': `limits:\n  enable_query_backend: ${enabled}\n  enable_query_backend_from: "${from}"\n`,
});

describe('v2-answers-queries', () => {
  it('is green where one query raises the counter of v2 and finds data', async () => {
    expect((await run({ totals: { a: 500 }, v1: 1, v2: 3 })).status).toBe('ok');
  });

  it('tries further services where the first has nothing', async () => {
    expect((await run({ totals: { a: 0, b: 0, c: 7 }, v2: 1 })).status).toBe('ok');
  });

  it('is red where v2 answers with nothing', async () => {
    const { status, seen } = await run({ totals: { a: 0 }, v2: 1 });
    expect([status, seen]).toEqual(['failed', 'v2 was queried and found nothing for 1 service']);
  });

  it.each([
    {
      name: 'auto before the first compaction',
      enabled: true,
      from: 'auto',
      status: 'waiting',
      words: '60 s',
    },
    {
      name: 'a time to come',
      enabled: true,
      from: '2026-06-01T13:00:00Z',
      status: 'waiting',
      words: '13:00',
    },
    {
      name: 'a time that has passed',
      enabled: true,
      from: '2026-06-01T11:00:00Z',
      status: 'failed',
      words: 'should',
    },
    { name: 'the query backend off', enabled: false, from: '0', status: 'failed', words: 'is off' },
  ])('says why v1 alone answered: $name', async ({ enabled, from, status, words }) => {
    const result = await run({ totals: { a: 500 }, v1: 1, otherPaths: config(enabled, from) });
    expect(result.status).toBe(status);
    expect(result.seen).toContain(words);
  });

  it('is red in v2 where the counter stays', async () => {
    expect((await run({ totals: { a: 500 } }, 'v2')).status).toBe('failed');
  });

  it('waits where there are no profiles', async () => {
    expect(await run({ totals: {} })).toMatchObject({
      status: 'waiting',
      seen: 'no profile within the last 60 minutes',
    });
  });

  it('asks for a tenant where the server does', async () => {
    const otherPaths = { '/querier.v1.QuerierService/Series': 401 } as unknown as Record<string, string>;
    const { status, problem } = await run({ totals: {}, otherPaths });
    expect(status).toBe('unknown');
    expect(problem?.remedy).toContain('pass --tenant');
  });

  it('sends the tenant with its queries', async () => {
    const tenants: (string | undefined)[] = [];
    const path = readPath({ totals: { a: 1 }, v2: 1 });
    const watching: typeof path = (request) => {
      if (request.method === 'POST') tenants.push(request.headers?.['X-Scope-OrgID']);
      return path(request);
    };
    await verdictOf(
      v2AnswersQueries,
      context({ 'query-frontend': [watching], 'query-backend': [path] }, { tenant: 'team' }),
    );
    expect(new Set(tenants)).toEqual(new Set(['team']));
  });

  it('is unknown without a query-backend to count', async () => {
    const path = readPath({ totals: { a: 1 } });
    const result = await verdictOf(
      v2AnswersQueries,
      context({ 'query-frontend': [path], 'query-backend': [gone] }),
    );
    expect(result.status).toBe('unknown');
  });
});

describe('after-v2', () => {
  const upgradedAt = new Date(NOW - 86_400_000).toISOString();
  const ring = (active: number) =>
    server({ '/metrics': `pyroscope_ring_members{name="ingester",state="ACTIVE"} ${active}\n` });

  const verify = (active: number, totals: Record<string, number>, more = {}) => {
    const path = readPath({ totals, v2: 1 });
    const endpoints = { distributor: [ring(active)], 'query-frontend': [path], 'query-backend': [path] };
    return verdictOf(afterV2, context(endpoints, { phase: 'v2', upgradedAt, ...more }));
  };

  it('is green where the data from before the upgrade is found', async () => {
    expect((await verify(0, { a: 500 })).status).toBe('ok');
  });

  it('is red where the index was lost: every answer is 200 and empty', async () => {
    const { status, seen } = await verify(0, {});
    expect(status).toBe('failed');
    expect(seen).toContain('no data found for the 60 minutes before the upgrade');
  });

  it('is red where an ingester is left', async () => {
    expect(await verify(1, { a: 500 })).toMatchObject({ status: 'failed' });
  });

  it('asks for the time before the upgrade, not for the last hour', async () => {
    const windows: { start: number; end: number }[] = [];
    const path = readPath({ totals: { a: 1 }, v2: 1 });
    const watching: typeof path = (request) => {
      if (request.body !== undefined)
        windows.push(JSON.parse(request.body) as { start: number; end: number });
      return path(request);
    };
    const endpoints = { distributor: [ring(0)], 'query-frontend': [watching], 'query-backend': [path] };
    await verdictOf(afterV2, context(endpoints, { phase: 'v2', upgradedAt }));
    expect(windows.length).toBeGreaterThan(0);
    for (const { start, end } of windows) {
      expect(end).toBeLessThan(Date.parse(upgradedAt));
      expect(end - start).toBe(3_600_000);
    }
  });

  it('has nothing to look for behind a first installation', async () => {
    const first = context({ distributor: [ring(0)] }, { phase: 'v2' });
    expect((await verdictOf(afterV2, first)).status).toBe('ok');
  });
});
