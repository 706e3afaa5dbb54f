import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { type Call, fakeCluster, isAlive } from './fake-programs.ts';

/**
 * kubectl port-forward: a server in a process of its own, which prints what kubectl prints. `answer(request, response)`
 * stands for the pod; `n` counts the port-forwards from 1.
 */
const forward = (answer: string): string => `
const n = times('forwards');
const server = require('http').createServer((request, response) => {
  console.log('Handling connection for ' + server.address().port);
  ${answer}
}).listen(0, '127.0.0.1', () =>
  console.log('Forwarding from 127.0.0.1:' + server.address().port + ' -> 4040'));`;

const alive = (calls: readonly Call[]): number => calls.filter(({ pid }) => isAlive(pid)).length;

const LOST = `console.error('error: lost connection to pod'); process.exit(1);`;
const NO_LISTENER = `E1121 08:00:00.000000       1 portforward.go:424] "Unhandled Error" err="an error occurred forwarding 38911 -> 4040: error forwarding port 4040 to pod 0a1b2c, uid : failed to connect to localhost:4040 inside namespace \\"0a1b\\": connection refused"`;
const ready = { path: '/ready', timeout: 10_000 };

describe('an endpoint behind a port-forward', () => {
  it('opens it on a free local port when it is first asked, and keeps it', async () => {
    const { cluster, calls } = fakeCluster(
      { kubectl: forward(`response.end(n + request.url)`) },
      {},
      { namespace: 'prof', kubeContext: 'blue' },
    );
    const endpoint = cluster.endpoint('pyro-0', 4040);
    const [first, second] = await Promise.all([
      endpoint(ready),
      endpoint({ path: '/metrics', timeout: 10_000 }),
    ]);
    expect(first).toMatchObject({ ok: true, value: { status: 200, body: '1/ready' } });
    expect(second).toMatchObject({ ok: true, value: { status: 200, body: '1/metrics' } });
    expect(await endpoint(ready)).toMatchObject({ ok: true, value: { status: 200, body: '1/ready' } });
    expect(calls().map(({ args }) => args)).toEqual([
      ['port-forward', 'pod/pyro-0', ':4040', '--address=127.0.0.1', '--namespace=prof', '--context=blue'],
    ]);
  });

  it('is one of at most eight that are open, and makes room for the others', async () => {
    const { cluster, calls } = fakeCluster({ kubectl: forward(`response.end(args[1] + ' ' + n)`) });
    const pods = Array.from({ length: 20 }, (_, at) => `pyro-${at}`);
    const ask = (pod: string) => cluster.endpoint(pod, 4040);
    const endpoints = pods.map(ask);
    const answers = await Promise.all(endpoints.map((endpoint) => endpoint(ready)));
    expect(answers.every((answer) => answer.ok)).toBe(true);
    expect(alive(calls())).toBeLessThanOrEqual(8);
    expect(calls()).toHaveLength(20);
    // The last one is still open, the first was closed for another.
    const again = await Promise.all([endpoints[19], endpoints[0]].map((endpoint) => endpoint?.(ready)));
    expect(again.every((answer) => answer?.ok)).toBe(true);
    expect(calls()).toHaveLength(21);
    expect(alive(calls())).toBeLessThanOrEqual(8);
  }, 20_000);

  it('is one of at most eight that start at once, however many pods are asked', async () => {
    const { cluster, calls, dir } = fakeCluster({
      kubectl: `const wait = setInterval(() => {
        if (!fs.existsSync(dir + '/go')) return;
        clearInterval(wait);
        ${forward('response.end(args[1])')}
      }, 10);`,
    });
    const pods = Array.from({ length: 20 }, (_, at) => `pyro-${at}`);
    const answers = Promise.all(pods.map((pod) => cluster.endpoint(pod, 4040)(ready)));
    await vi.waitFor(() => expect(calls()).toHaveLength(8), { timeout: 5_000 });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(calls()).toHaveLength(8);
    writeFileSync(join(dir, 'go'), '');
    expect((await answers).map((answer) => answer.ok && answer.value.body)).toEqual(
      pods.map((pod) => `pod/${pod}`),
    );
  }, 20_000);

  it('is ended by close, also where kubectl ignores SIGTERM', async () => {
    const stubborn = `process.on('SIGTERM', () => {});${forward('response.end()')}`;
    const { cluster, calls } = fakeCluster({ kubectl: stubborn });
    const endpoint = cluster.endpoint('pyro-0', 4040);
    await endpoint(ready);
    await cluster.close();
    expect(calls().filter(({ pid }) => isAlive(pid))).toEqual([]);
    expect(await endpoint(ready)).toMatchObject({ ok: false, error: { kind: 'interrupted' } });
    expect(calls()).toHaveLength(1);
  });

  it('opens it again when the pod restarts under a request', async () => {
    const { cluster, calls } = fakeCluster({
      kubectl: forward(`if (n === 1) { ${LOST} } else response.end('up')`),
    });
    const answer = await cluster.endpoint('pyro-0', 4040)(ready);
    expect(answer).toMatchObject({ ok: true, value: { status: 200, body: 'up' } });
    expect(calls()).toHaveLength(2);
  });

  it('opens it again when it ended between two requests', async () => {
    const dies = forward(`response.end(String(n)); if (n === 1) setTimeout(() => { ${LOST} }, 20);`);
    const { cluster, calls } = fakeCluster({ kubectl: dies });
    const endpoint = cluster.endpoint('pyro-0', 4040);
    await endpoint(ready);
    await vi.waitFor(() => expect(isAlive(calls()[0]?.pid ?? 0)).toBe(false), 10_000);
    expect(await endpoint(ready)).toMatchObject({ ok: true, value: { body: '2' } });
  });

  it('opens it once more only, and then says that the pod may be restarting', async () => {
    const { cluster, calls } = fakeCluster({ kubectl: forward(LOST) });
    expect(await cluster.endpoint('pyro-0', 4040)(ready)).toEqual({
      ok: false,
      error: {
        kind: 'unreachable',
        what: 'The port-forward to pod/pyro-0, port 4040 ended.',
        remedy:
          'See `kubectl get pod/pyro-0` and `kubectl logs pod/pyro-0 --previous`: it may be starting or restarting.',
      },
    });
    expect(calls()).toHaveLength(2);
  });

  it('says what kubectl says when nothing listens in the pod, and keeps the port-forward', async () => {
    const refuses = forward(`console.error(${JSON.stringify(NO_LISTENER)}); request.socket.destroy();`);
    const { cluster, calls } = fakeCluster({ kubectl: refuses });
    expect(await cluster.endpoint('pyro-0', 4040)(ready)).toMatchObject({
      ok: false,
      error: {
        kind: 'unreachable',
        what: 'pod/pyro-0, port 4040 gave no answer: failed to connect to localhost:4040 inside namespace "0a1b": connection refused.',
      },
    });
    expect(calls()).toHaveLength(1);
  });

  it('leaves a pod that never answers to the time limit of the request', async () => {
    const { cluster } = fakeCluster({ kubectl: forward('') });
    const answer = await cluster.endpoint('pyro-0', 4040)({ path: '/ready', timeout: 300 });
    expect(answer).toMatchObject({ ok: false, error: { kind: 'timed-out' } });
  });

  it('ends at once when it is interrupted', async () => {
    const interrupt = new AbortController();
    const { cluster, calls } = fakeCluster({ kubectl: forward('') }, { signal: interrupt.signal });
    const asked = cluster.endpoint('pyro-0', 4040)(ready);
    await vi.waitFor(() => expect(calls()).toHaveLength(1), 10_000);
    interrupt.abort();
    expect(await asked).toMatchObject({ ok: false, error: { kind: 'interrupted' } });
    await cluster.close();
    expect(calls().filter(({ pid }) => isAlive(pid))).toEqual([]);
  });
});

describe('a port-forward that does not open', () => {
  it.each([
    ['unreachable', 'Error from server (NotFound): pods "pyro-0" not found'],
    ['unreachable', 'error: unable to forward port because pod is not running. Current status=Pending'],
    ['port-taken', 'error: unable to listen on any of the requested ports: [{0 4040}]'],
    [
      'forbidden',
      'error: error upgrading connection: pods "pyro-0" is forbidden: User "x" cannot create resource "pods/portforward" in API group "" in the namespace "prof"',
    ],
  ])('is %s: %s', async (kind, stderr) => {
    const { cluster } = fakeCluster({ kubectl: `fail(${JSON.stringify(stderr)})` });
    expect(await cluster.endpoint('pyro-0', 4040)(ready)).toMatchObject({ ok: false, error: { kind } });
  });

  it('is not tried again by the next request, but by the next run', async () => {
    const starting = `if (times('starts') === 1) fail('error: pod is not running'); else { ${forward(`response.end('up')`)} }`;
    const { cluster } = fakeCluster({ kubectl: starting });
    const endpoint = cluster.endpoint('pyro-0', 4040);
    expect(await endpoint(ready)).toMatchObject({ ok: false, error: { kind: 'unreachable' } });
    expect(await endpoint(ready)).toMatchObject({ ok: false, error: { kind: 'unreachable' } });
    expect(await cluster.endpoint('pyro-0', 4040)(ready)).toMatchObject({ ok: true, value: { body: 'up' } });
  });

  it('has a time limit, and leaves no kubectl behind', async () => {
    const { cluster, calls } = fakeCluster(
      { kubectl: `process.on('SIGTERM', () => {}); hang()` },
      { timeout: 1_500 },
    );
    expect(await cluster.endpoint('pyro-0', 4040)(ready)).toMatchObject({
      ok: false,
      error: {
        kind: 'timed-out',
        what: '`kubectl port-forward pod/pyro-0 :4040` gave no answer within 1.5 s.',
      },
    });
    expect(calls().filter(({ pid }) => isAlive(pid))).toEqual([]);
  });

  it('needs kubectl', async () => {
    const { cluster } = fakeCluster({});
    expect(await cluster.endpoint('pyro-0', 4040)(ready)).toMatchObject({
      ok: false,
      error: { kind: 'program-missing', what: 'kubectl is not on PATH.' },
    });
  });
});
