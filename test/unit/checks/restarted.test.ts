import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../../src/live/cluster.ts';
import { restarted } from '../../../src/packs/pyroscope/checks/restarts.ts';
import { context, gone, hanging, inTurn, type More, NOW, pod, server, started, verdictOf } from './fake.ts';

const MINUTE = 60_000;
const ago = (ms: number) => new Date(NOW - ms).toISOString();

const run = (endpoint: Endpoint, more: More = {}) =>
  verdictOf(
    restarted,
    context(
      { all: [endpoint] },
      { layout: 'single-binary', pods: [pod('all', { args: ['-a=1'] })], ...more },
    ),
  );

const ready = (msAgo: number) => server({ '/metrics': started(msAgo), '/ready': 'ready' });

describe('restarted', () => {
  it.each([
    { name: 'after the upgrade', msAgo: 9 * MINUTE, upgrade: 10 * MINUTE, status: 'ok' },
    {
      name: 'as far as a start can be told, with it',
      msAgo: 10 * MINUTE + 900,
      upgrade: 10 * MINUTE,
      status: 'ok',
    },
    { name: 'before it', msAgo: 60 * MINUTE, upgrade: 10 * MINUTE, status: 'failed' },
    { name: 'before it, the old one still stopping', msAgo: 60 * MINUTE, upgrade: MINUTE, status: 'waiting' },
    { name: 'in the future', msAgo: -10 * MINUTE, upgrade: MINUTE, status: 'unknown' },
  ])('started $name: $status', async ({ msAgo, upgrade, status }) => {
    const result = await run(ready(msAgo), { upgradedAt: ago(upgrade) });
    expect(result.status, result.seen).toBe(status);
  });

  it.each([
    { args: ['-a=1'], status: 'ok' },
    { args: ['-a=2'], status: 'failed' },
  ])('an older process needs the args of the upgrade: $args', async ({ args, status }) => {
    const result = await run(ready(60 * MINUTE), { upgradedAt: ago(10 * MINUTE), args: { all: args } });
    expect(result.status, result.seen).toBe(status);
  });

  it('is content without an upgrade to compare with', async () => {
    expect((await run(ready(60 * MINUTE))).status).toBe('ok');
  });

  it.each([
    { msAgo: MINUTE, status: 'waiting' },
    { msAgo: 60 * MINUTE, status: 'failed' },
  ])('not ready $msAgo ms after its start: $status', async ({ msAgo, status }) => {
    expect((await run(server({ '/metrics': started(msAgo), '/ready': 503 }))).status).toBe(status);
  });

  it('takes a /ready that hangs for what it is', async () => {
    const metrics = ready(60 * MINUTE);
    const endpoint: Endpoint = (request) => (request.path === '/ready' ? hanging : metrics)(request);
    const { status, seen } = await run(endpoint);
    expect(status).toBe('failed');
    expect(seen).toContain('/ready hangs');
  });

  it('sees a pod that restarts while it is being checked', async () => {
    const metrics = inTurn(started(60 * MINUTE), started(0));
    const { status, seen } = await run(server({ '/metrics': metrics, '/ready': 'ready' }));
    expect([status, seen]).toEqual(['waiting', 'the server restarted during the check']);
  });

  it('is unknown where nothing answers', async () => {
    expect((await run(gone)).status).toBe('unknown');
    expect((await verdictOf(restarted, context({}))).status).toBe('unknown');
  });
});
