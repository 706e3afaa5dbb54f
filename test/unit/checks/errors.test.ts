import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../../src/live/cluster.ts';
import { deadLettersAndPanics, errorRate } from '../../../src/packs/pyroscope/checks/errors.ts';
import { context, hanging, inTurn, type More, server, verdictOf } from './fake.ts';

const REQUESTS = 'pyroscope_request_duration_seconds_count';
const http = (route: string, status: number, count: number) =>
  `${REQUESTS}{method="POST",route="${route}",status_code="${status}"} ${count}`;
const grpc = (route: string, status: string, count: number) =>
  `${REQUESTS}{method="gRPC",route="${route}",status_code="${status}"} ${count}`;
const write = (route: string, status: number, count: number) =>
  `pyroscope_write_path_downstream_request_duration_seconds_count{primary="0",route="${route}",status="${status}"} ${count}`;

const page = (...lines: readonly string[]) => server({ '/metrics': `${lines.join('\n')}\n` });

/** A distributor with these counters beside a query-backend with those. */
const two = (distributor: Endpoint, backend: Endpoint) =>
  context({ distributor: [distributor], 'query-backend': [backend] });

describe('error-rate from the counters', () => {
  it.each([
    { name: 'readiness probes', lines: [http('ready', 503, 194), http('ready', 200, 3)], status: 'ok' },
    { name: 'one error of an election', lines: [grpc('/r/ReadIndex', 'error', 1)], status: 'ok' },
    { name: 'few of many', lines: [http('ingest', 500, 5), http('ingest', 200, 5000)], status: 'ok' },
    { name: 'client errors', lines: [http('ingest', 422, 50), http('ingest', 200, 50)], status: 'ok' },
    {
      name: 'one route that fails among much that does not',
      lines: [http('select', 500, 9), http('select', 200, 1), http('ingest', 200, 90_000)],
      status: 'failed',
    },
    {
      name: 'gRPC errors',
      lines: [grpc('/q/Invoke', 'error', 30), grpc('/q/Invoke', 'success', 70)],
      status: 'failed',
    },
    {
      name: 'secondary writes',
      lines: [write('segment-writer', 500, 30), write('ingester', 200, 30)],
      status: 'failed',
    },
  ])('$name: $status', async ({ lines, status }) => {
    const result = await verdictOf(errorRate, two(page(...lines), page()));
    expect(result.status, result.seen).toBe(status);
  });

  it.each([
    ['are over, where requests go well now', [http('select', 500, 9), http('select', 200, 200)], 'ok'],
    ['go on', [http('select', 500, 19), http('select', 200, 91)], 'failed'],
  ])('counts errors that %s', async (_, later, status) => {
    const pages = inTurn(
      `${[http('select', 500, 9), http('select', 200, 90)].join('\n')}\n`,
      `${later.join('\n')}\n`,
    );
    const result = await verdictOf(errorRate, two(server({ '/metrics': pages }), page()));
    expect(result.status, result.seen).toBe(status);
  });

  it('sees an outage of now behind many requests that went well', async () => {
    const pages = inTurn(
      `${[http('ingest', 500, 3), http('ingest', 200, 90_000)].join('\n')}\n`,
      `${[http('ingest', 500, 40), http('ingest', 200, 90_000)].join('\n')}\n`,
    );
    const { status, seen } = await verdictOf(errorRate, two(server({ '/metrics': pages }), page()));
    expect([status, seen]).toEqual(['failed', 'in the last 20 s HTTP answers 5xx: 37 of 37 ingest']);
  });

  it('looks at every component', async () => {
    const { status, seen } = await verdictOf(errorRate, two(page(), page(grpc('/q/Invoke', 'error', 30))));
    expect([status, seen]).toEqual(['failed', 'since the start gRPC errors: 30 of 30 /q/Invoke']);
  });

  it('is unknown where one of them hangs', async () => {
    expect((await verdictOf(errorRate, two(page(), hanging))).status).toBe('unknown');
  });
});

describe('error-rate from Prometheus', () => {
  /** Answers each expression by the first entry whose key it contains. */
  function prometheus(values: Readonly<Record<string, number | undefined>>, asked: string[] = []): Endpoint {
    return server({
      '/api/v1/query': ({ path }) => {
        const expression = new URLSearchParams(path.split('?')[1]).get('query') ?? '';
        asked.push(expression);
        const value = Object.entries(values).find(([part]) => expression.includes(part))?.[1];
        const result = value === undefined ? [] : [{ metric: {}, value: [0, `${value}`] }];
        return JSON.stringify({ status: 'success', data: { resultType: 'vector', result } });
      },
    });
  }
  const verify = (endpoint: Endpoint) => verdictOf(errorRate, context({}, { prometheus: endpoint }));

  it('is green where nothing fails: no error series at all', async () => {
    const result = await verify(
      prometheus({ '5..': undefined, '"error"': undefined, '!~"2': undefined, '': 1000 }),
    );
    expect(result.status, result.seen).toBe('ok');
  });

  it.each(['5..', '"error"', '!~"2'])('is red where %s is', async (part) => {
    const none = { '5..': undefined, '"error"': undefined, '!~"2': undefined };
    const result = await verify(prometheus({ ...none, [part]: 50, '': 1000 }));
    expect(result.status, result.seen).toBe('failed');
    expect(result.seen).toContain('50 of 1000');
  });

  it('is unknown where Prometheus does not scrape the namespace', async () => {
    const { status, seen } = await verify(prometheus({}));
    expect(status).toBe('unknown');
    expect(seen).toContain('of the namespace observability');
  });

  it('asks over the time given, of the namespace, without readiness probes', async () => {
    const asked: string[] = [];
    await verify(prometheus({ '': 0 }, asked));
    expect(asked).toContain(
      'sum(increase(pyroscope_request_duration_seconds_count{namespace="observability",status_code=~"5..",route!="ready"}[3600s]))',
    );
    expect(asked.every((one) => one.includes('namespace="observability"') && one.includes('[3600s]'))).toBe(
      true,
    );
  });

  it('is unknown where Prometheus cannot be asked', async () => {
    expect((await verify(server({}))).status).toBe('unknown');
  });
});

describe('dead-letters-and-panics', () => {
  const DLQ = 'pyroscope_segment_writer_store_metadata_dlq';
  const letters = (count: number, status = 'success') => `${DLQ}{status="${status}"} ${count}`;
  const recovered = (count: number, prefix = '', status = 'success') =>
    `pyroscope_metastore_${prefix}dlq_recovery_attempts_total{status="${status}"} ${count}`;
  const DOUBLED = 'pyroscope_metastore_';
  const panics = (count: number) => `pyroscope_panic_total ${count}`;
  const timeouts = (count: number) => `pyroscope_metastore_raft_log_store_write_timeouts_total ${count}`;

  const see = (before: readonly string[], after = before, more: More = {}) => {
    const pages = [before, after].map((lines) => `${lines.join('\n')}\n`);
    const backend = server({ '/metrics': inTurn(...pages) });
    return verdictOf(
      deadLettersAndPanics,
      context({ distributor: [page()], 'query-backend': [backend] }, more),
    );
  };

  it.each([
    { name: 'panics that go on', before: [panics(59)], after: [panics(63)], status: 'failed' },
    { name: 'panics of once', before: [panics(59)], status: 'ok' },
    {
      name: 'panics of a process that restarted',
      before: [panics(59)],
      after: [panics(2)],
      status: 'failed',
    },
    { name: 'a first dead letter', before: [], after: [letters(1)], status: 'failed' },
    {
      name: 'a first dead letter under its other name',
      before: [],
      after: [`${DLQ}_total{status="success"} 1`],
      status: 'failed',
    },
    { name: 'dead letters of once', before: [letters(3)], status: 'ok' },
    {
      name: 'a dead letter that is recovered at once',
      before: [letters(1), recovered(1)],
      after: [letters(2), recovered(2)],
      status: 'ok',
    },
    {
      name: 'the same under the doubled name',
      before: [letters(1), recovered(1, DOUBLED)],
      after: [letters(2), recovered(2, DOUBLED)],
      status: 'ok',
    },
    {
      name: 'dead letters that come faster than they are recovered',
      before: [letters(1), recovered(1)],
      after: [letters(9), recovered(2)],
      status: 'failed',
    },
    {
      name: 'dead letters that cannot be recovered',
      before: [letters(3), recovered(4, DOUBLED, 'metastore_error')],
      after: [letters(3), recovered(5, DOUBLED, 'metastore_error')],
      status: 'failed',
    },
    {
      name: 'recoveries of what another metastore has recovered',
      before: [letters(3), recovered(4, '', 'not_found')],
      after: [letters(3), recovered(5, '', 'not_found')],
      status: 'ok',
    },
    {
      name: 'blocks that the queue did not take, whatever is recovered',
      before: [letters(1, 'error'), recovered(1)],
      after: [letters(2, 'error'), recovered(2)],
      status: 'failed',
    },
    { name: 'raft log writes that time out', before: [timeouts(1)], after: [timeouts(2)], status: 'failed' },
    { name: 'one that timed out once', before: [timeouts(1)], status: 'ok' },
  ])('$name: $status', async ({ before, after, status }) => {
    const result = await see(before, after);
    expect(result.status, result.seen).toBe(status);
  });

  it('names what happened before, and what happens now', async () => {
    expect((await see([])).seen).toBe(
      'since the start 0 blocks in the dead-letter queue, 0 recovered from it, 0 panics, 0 raft log writes timed out',
    );
    expect((await see([letters(3), recovered(3), panics(1)])).seen).toBe(
      'since the start 3 blocks in the dead-letter queue, 3 recovered from it, 1 panic, 0 raft log writes timed out; nothing new in the last 20 s',
    );
    expect((await see([panics(59)], [panics(63)])).seen).toMatch(
      /^in the last 20 s 4 panics; since the start /,
    );
  });

  it('asks Prometheus over the time given, where one is named', async () => {
    const asked: string[] = [];
    const prometheus = (value: number): Endpoint =>
      server({
        '/api/v1/query': ({ path }) => {
          const query = new URLSearchParams(path.split('?')[1]).get('query') ?? '';
          asked.push(query);
          const result = query.includes('panic_total') ? [{ metric: {}, value: [0, `${value}`] }] : [];
          return JSON.stringify({ status: 'success', data: { resultType: 'vector', result } });
        },
      });
    const risen = await see([panics(59)], [panics(59)], { prometheus: prometheus(2.03) });
    expect([risen.status, risen.seen.split(';')[0]]).toEqual(['failed', 'in the last 60 minutes 2 panics']);
    expect(asked).toContain('sum(increase(pyroscope_panic_total{namespace="observability"}[3600s]))');
    expect((await see([panics(59)], [panics(59)], { prometheus: prometheus(0) })).status).toBe('ok');
  });
});
