import { getEventListeners } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { askerOf } from '../../../src/checks/ask.ts';
import { liveContext, pauseUntil } from '../../../src/checks/context.ts';
import type { Cluster, Endpoint, InstalledRelease } from '../../../src/live/cluster.ts';
import type { State } from '../../../src/pack.ts';
import { withServers } from '../../../src/release/from-server.ts';
import { err, ok } from '../../../src/result.ts';
import { pod, server } from './fake.ts';

const INSTALLED: InstalledRelease = {
  name: 'prof',
  namespace: 'observability',
  history: [],
  chartName: 'pyroscope',
  chartVersion: '2.2.1',
  appVersion: '2.2.1',
  userValues: {},
  allValues: {},
};

const FIRST = pod('metastore', { name: 'meta-0', httpPort: 4041 });
const PODS = [FIRST, pod('metastore', { name: 'meta-1' })];

async function opened(
  question: { readonly server?: Endpoint; readonly prometheus?: Endpoint } = {},
  claims: Cluster['claims'] = async () => ok([]),
) {
  const asked: string[] = [];
  const cluster: Cluster = {
    address: { namespace: 'observability' },
    release: async () => ok(INSTALLED),
    manifest: async () => ok(''),
    workloads: async () => ok({ workloads: [], templates: [], pods: [] }),
    pods: async () => ok(PODS),
    claims,
    object: async (resource, name) => ok({ kind: resource, name }),
    logs: async (name, lines) => ok(`${name}: ${lines}`),
    endpoint: (name, port) => {
      asked.push(`${name}:${port}`);
      return server({ '/ready': 'ready', '/old': 404 });
    },
    guards: async () => ok([]),
    close: async () => undefined,
  };
  const { signal } = new AbortController();
  const live = await liveContext(cluster, INSTALLED, { sinceMs: 1000, signal, ...question }, {});
  if (!live.ok) throw new TypeError('the cluster did not answer');
  return { live: live.value, asked };
}

describe('the running system', () => {
  it('is asked through one endpoint for each port of a pod', async () => {
    const { live, asked } = await opened();
    const questions = [{ path: '/ready' }, { path: '/ready' }, { path: '/ready', port: 9095 }];
    for (const question of questions)
      expect(await live.ask(FIRST, question)).toEqual({ status: 200, body: 'ready' });
    expect(asked).toEqual(['meta-0:4041', 'meta-0:9095']);
  });

  it('throws what is not answered, unless the status was expected', async () => {
    const { live } = await opened();
    await expect(live.ask(FIRST, { path: '/old' })).rejects.toThrow('/old answered 404: not here.');
    expect(await live.ask(FIRST, { path: '/old', accept: [404] })).toEqual({ status: 404, body: 'not here' });
  });

  it('is the address that was named in place of its pods', async () => {
    const { live, asked } = await opened({ server: server({ '/ready': 'here' }) });
    expect((await live.ask(FIRST, { path: '/ready' })).body).toBe('here');
    expect(asked).toEqual([]);
  });

  it('has a Prometheus only where one was named', async () => {
    const { live } = await opened({ prometheus: server({ '/api': 'yes' }) });
    expect((await live.ask('prometheus', { path: '/api' })).body).toBe('yes');
    const without = (await opened()).live;
    await expect(without.ask('prometheus', { path: '/api' })).rejects.toThrow('Pass --prometheus-url.');
  });

  it('has the logs of all pods of a component, and none where there is no such pod', async () => {
    const { live } = await opened();
    expect(await live.logs('metastore', 5)).toBe('meta-0: 5\nmeta-1: 5');
    await expect(live.logs('ingester', 5)).rejects.toThrow('no pod of the component ingester');
  });
});

describe('pauses', () => {
  it('share one listener, however many there are at once', async () => {
    const { signal } = new AbortController();
    const pause = pauseUntil(signal);
    const pauses = Array.from({ length: 50 }, () => pause(1));
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    await Promise.all(pauses);
  });

  it('end with the signal, also those that begin after it', async () => {
    vi.useFakeTimers();
    const stop = new AbortController();
    const pause = pauseUntil(stop.signal);
    const pauses = [pause(60_000), pause(60_000)];
    stop.abort();
    await Promise.all(pauses);
    const late = pause(60_000);
    await vi.advanceTimersByTimeAsync(0);
    await late;
    vi.useRealTimers();
  });
});

describe('claims that may not be listed', () => {
  it('leave those who look at them without an answer, and nobody else', async () => {
    const problem = { kind: 'forbidden', what: 'User "x" cannot list claims.', remedy: 'Ask.' } as const;
    const { live } = await opened({}, async () => err(problem));
    expect(live.pods).toHaveLength(2);
    const servers = withServers(live, {}, { components: [] as State['components'] } as State);
    expect(() => servers.claims).toThrow('cannot list claims');
  });
});

describe('an answer that is an error', () => {
  const refusedWith = (body: string) => async () => ok({ status: 500, body });

  it('is quoted without credentials', async () => {
    const body = 'boom\npassword: hunter2\nAuthorization: Bearer abcdef123 https://u:pw@h/';
    const ask = askerOf(refusedWith(body));
    const failure = await ask({ path: '/status' }).catch(String);
    expect(failure).toContain('/status answered 500: boom password:');
    for (const secret of ['hunter2', 'abcdef123', 'u:pw']) expect(failure).not.toContain(secret);
  });

  it('is quoted without characters that drive a terminal', async () => {
    const ask = askerOf(refusedWith('no ring \u001b[2J\u001b]0;owned\u0007'));
    const failure = await ask({ path: '/ring' }).catch(String);
    expect(failure).toContain('/ring answered 500: no ring ␛[2J␛]0;owned␇.');
  });
});
