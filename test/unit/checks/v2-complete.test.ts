import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../../src/live/cluster.ts';
import { v2Complete } from '../../../src/packs/pyroscope/checks/v2-complete.ts';
import { ok } from '../../../src/result.ts';
import { context, NOW, server, started, verdictOf } from './fake.ts';
import { readPath, v1Store } from './querier.ts';

const HOUR = 3_600_000;

const distributor = server({ '/metrics': started() });

describe('v2-complete in microservices', () => {
  const compare = (v1: Record<string, number>, v2: Record<string, number>, more = {}) => {
    const path = readPath({ totals: v2, v2: 1, ...more });
    const endpoints = { distributor: [distributor], 'query-frontend': [path], 'query-backend': [path] };
    return verdictOf(v2Complete, context({ ...endpoints, querier: [readPath({ totals: v1 })] }));
  };

  it('is green where the totals of a v1 querier and of v2 agree', async () => {
    const result = await compare({ a: 3000, b: 40 }, { a: 3000, b: 40, c: 1 });
    expect(result.status, result.seen).toBe('ok');
  });

  it('is red where v2 has less, and says of what', async () => {
    const { status, seen } = await compare({ a: 3000, b: 40 }, { a: 3000, b: 10 });
    expect(status).toBe('failed');
    expect(seen).toContain('b (process_cpu:cpu): v1 40, v2 10');
  });

  it('is red where v2 does not know a service', async () => {
    expect((await compare({ a: 3000, b: 40 }, { a: 3000 })).status).toBe('failed');
  });

  it('compares only a window that v2 answers alone', async () => {
    const split = NOW - 25 * 60_000;
    const { status, seen } = await compare({ a: 3000 }, { a: 3000 }, { split });
    expect(status).toBe('ok');
    const from = /from (\S+) to/.exec(seen)?.[1] ?? '';
    expect(Date.parse(`${from}Z`)).toBeGreaterThanOrEqual(split - 1000);
  });

  it('finds a short window, as where a server was ready long after its start', async () => {
    const split = NOW - 40_000;
    const { status, seen } = await compare({ a: 3000 }, { a: 3000 }, { split });
    expect(status, seen).toBe('ok');
  });

  it('does not hold against v2 what arrives while it looks', async () => {
    const totals: Record<string, number> = { a: 10 };
    const path = readPath({ totals, v2: 1 });
    const endpoints = { distributor: [distributor], 'query-frontend': [path], 'query-backend': [path] };
    const pause = async () => {
      totals.a = 40;
    };
    const situation = context({ ...endpoints, querier: [readPath({ totals: { a: 40 } })] }, { pause });
    expect((await verdictOf(v2Complete, situation)).status).toBe('ok');
  });

  it('waits where v1 takes part in every answer', async () => {
    expect((await compare({ a: 3000 }, { a: 3000 }, { v1: 1 })).status).toBe('waiting');
  });

  const refusing = (path: Endpoint, refuses: (start: number) => boolean): Endpoint => {
    const body = '{"code":"invalid_argument","message":"query start time is after end time"}';
    return (request) =>
      request.path.endsWith('/Series') && refuses((JSON.parse(request.body ?? '') as { start: number }).start)
        ? Promise.resolve(ok({ status: 400, body }))
        : path(request);
  };

  const compareRefusing = (refuses: (start: number) => boolean) => {
    const path = refusing(readPath({ totals: { a: 3000 }, v2: 1 }), refuses);
    const endpoints = { distributor: [distributor], 'query-frontend': [path], 'query-backend': [path] };
    return verdictOf(v2Complete, context({ ...endpoints, querier: [readPath({ totals: { a: 3000 } })] }));
  };

  it('tries the next window where the server refuses one, as at the time from which v2 is read', async () => {
    const asked: number[] = [];
    const { status, seen } = await compareRefusing((start) => asked.push(start) === 1);
    expect(status, seen).toBe('ok');
  });

  it('is unknown, with the answer, where the server refuses every window', async () => {
    const { status, seen } = await compareRefusing(() => true);
    expect(status).toBe('unknown');
    expect(seen).toContain('query start time is after end time');
  });

  it('is unknown without a querier', async () => {
    const path = readPath({ totals: { a: 1 }, v2: 1 });
    const endpoints = { distributor: [distributor], 'query-frontend': [path], 'query-backend': [path] };
    expect((await verdictOf(v2Complete, context(endpoints))).status).toBe('unknown');
  });
});

describe('v2-complete in one process', () => {
  const heads = (v1: number, v2: number) =>
    `pyroscope_head_ingested_sample_values_total{component="ingester",tenant="a"} ${v1}\npyroscope_segment_writer_head_ingested_sample_values_total{profile_name="process_cpu"} ${v2}\n`;

  interface Process {
    /** What the ingester lists. */
    readonly listed: readonly string[];
    readonly v2: Record<string, number>;
    readonly unlisted?: readonly string[];
    /** Sample values that v1 and v2 took in, at one look after the other. */
    readonly taken: readonly (readonly [number, number])[];
    readonly onPause?: () => void;
  }

  const verify = ({ listed, v2, unlisted = [], taken, onPause = () => undefined }: Process) => {
    const looks = [...taken];
    const metrics = () => {
      const [old, now] = looks[0] ?? [0, 0];
      return heads(old, now);
    };
    const otherPaths = v1Store(() => [{ start: NOW - HOUR, end: NOW, services: listed }]);
    const all = readPath({ totals: v2, unlisted, v2: 1, otherPaths, metrics });
    const pause = async () => {
      if (looks.length > 1) looks.shift();
      onPause();
    };
    return verdictOf(v2Complete, context({ all: [all] }, { layout: 'single-binary', pause }));
  };

  it('is green where every service of the ingester is in v2 and both took in as much', async () => {
    const { status, seen } = await verify({ listed: ['a', 'b'], v2: { a: 1, b: 1 }, taken: [[300, 300]] });
    expect(status).toBe('ok');
    expect(seen).toContain('v2 answers for 2 services of v1');
  });

  it('is red where v2 took in less', async () => {
    expect((await verify({ listed: ['a'], v2: { a: 1 }, taken: [[300, 200]] })).status).toBe('failed');
  });

  it('is red where a service of v1 is found nowhere', async () => {
    const { status, seen } = await verify({ listed: ['a', 'b'], v2: { a: 1 }, taken: [[300, 300]] });
    expect(status).toBe('failed');
    expect(seen).toContain('in v1 but not in v2');
  });

  it('is red where v2 took in less, whatever the lists say', async () => {
    const { seen } = await verify({ listed: ['a', 'b'], v2: { a: 1 }, taken: [[300, 200]] });
    expect(seen).toBe('v1 has ingested 300 sample values since the start, v2 200');
  });

  it('waits where v2 follows', async () => {
    const taken = [
      [300, 200],
      [320, 310],
    ] as const;
    expect((await verify({ listed: ['a'], v2: { a: 1 }, taken })).status).toBe('waiting');
  });

  it('asks by its name for what v2 does not list, as it is not compacted', async () => {
    const process = { listed: ['a', 'b'], v2: { a: 1, b: 1 }, taken: [[300, 300]] } as const;
    expect((await verify({ ...process, unlisted: ['b'] })).status).toBe('ok');
  });

  it('gives a service that has just begun its time to arrive in v2', async () => {
    const v2: Record<string, number> = { a: 1 };
    const onPause = () => {
      v2.b = 1;
    };
    expect((await verify({ listed: ['a', 'b'], v2, taken: [[300, 300]], onPause })).status).toBe('ok');
  });

  it('is unknown where v1 has nothing to compare with', async () => {
    expect((await verify({ listed: [], v2: { a: 1 }, taken: [[0, 0]] })).status).toBe('unknown');
  });
});

describe('v2-complete over all of the soak', () => {
  const SINCE = NOW - 30 * HOUR;
  const soak = { since: SINCE, neededMs: 24 * HOUR };
  /** One sample value a second. */
  const steady = (start: number, end: number) => Math.max(0, end - start) / 1000;
  /** The part of a time that lies within another. */
  const part = (start: number, end: number, from: number, to: number) =>
    Math.max(0, Math.min(end, to) - Math.max(start, from)) / 1000;

  interface Release {
    readonly v1?: (service: string, start: number, end: number) => number;
    readonly v2?: (service: string, start: number, end: number) => number;
    readonly startedAgo?: number;
    /** From when v2 answers alone. */
    readonly split?: number;
    readonly config?: string;
    readonly services?: readonly string[];
    readonly more?: Parameters<typeof context>[1];
  }

  const microservices = (release: Release = {}) => {
    const { v1 = (_, a, b) => steady(a, b), v2 = v1, startedAgo = 40 * 60_000 } = release;
    const { split = SINCE, services = ['a'], config = '', more = {} } = release;
    const totals = Object.fromEntries(services.map((service) => [service, 1]));
    const both = { totals, v2: 1, startedAgo, config };
    const front = readPath({
      ...both,
      split,
      within: (service, start, end) => (end <= split ? v1 : v2)(service, start, end),
    });
    const endpoints = {
      distributor: [server({ '/metrics': started(startedAgo) })],
      'query-frontend': [front],
      'query-backend': [front],
      querier: [readPath({ ...both, within: v1 })],
    };
    return verdictOf(v2Complete, context(endpoints, { soak, ...more }));
  };

  it('is green where v2 has every hour, and says since when, though the processes are young', async () => {
    const { status, seen, expected } = await microservices();
    expect(status, seen).toBe('ok');
    expect(seen).toBe(
      'the totals of 1 series agree hour by hour from 2026-05-31T06:30:00 to 2026-06-01T11:59:40',
    );
    expect(expected).toContain('hour by hour since the release is in dual');
  });

  it('is red where an hour of the time is missing in v2, before the processes started', async () => {
    const gap = [NOW - 9 * HOUR, NOW - 8 * HOUR] as const;
    const v2 = (_: string, start: number, end: number) => steady(start, end) - part(start, end, ...gap);
    const { status, seen } = await microservices({ v2 });
    expect(status).toBe('failed');
    expect(seen).toMatch(
      /^v2 has less than v1: a \(process_cpu:cpu\): v1 \d+, v2 \d+(\.\d+)? from 2026-06-01T0[23]:\d\d:\d\d to 2026-06-01T0[45]:/,
    );
  });

  it('is red where v2 has no data of the time in which v1 has some', async () => {
    const { status, seen } = await microservices({ split: NOW - 30 * 60_000 });
    expect(status).toBe('failed');
    expect(seen).toMatch(
      /^v2 has no data from before 2026-06-01 11:30:\d\d UTC, while v1 has, and the release is in dual since 2026-05-31 06:00 UTC$/,
    );
  });

  const later = NOW - 30 * 60_000;
  const idle = { split: later, v1: (_: string, start: number, end: number) => part(start, end, later, NOW) };

  it('waits where nothing was ingested in most of the time: nothing is proven by it', async () => {
    const { status, seen } = await microservices(idle);
    expect(status).toBe('waiting');
    expect(seen).toMatch(
      /^nothing was ingested from 2026-05-31 06:30 UTC to .* only the \d+ min.* since then prove anything, of 24 h/,
    );
  });

  it('is green again once enough time is proven since the first data', async () => {
    const { status, seen } = await microservices({
      ...idle,
      more: { soak: { ...soak, neededMs: 20 * 60_000 } },
    });
    expect(status, seen).toBe('ok');
  });

  it('does not count the rollout, in which some writers still write to v1 alone', async () => {
    const v2 = (_: string, start: number, end: number) =>
      steady(start, end) - part(start, end, SINCE, SINCE + HOUR / 2);
    const { status, seen } = await microservices({ v2, split: SINCE + 60_000 });
    expect(status, seen).toBe('ok');
  });

  it('looks no further back than what is kept', async () => {
    const kept = NOW - 6 * HOUR;
    const v2 = (_: string, start: number, end: number) => part(start, end, kept, NOW);
    const more = { soak: { ...soak, neededMs: 4 * HOUR } };
    const { status, seen } = await microservices({
      v2,
      split: kept,
      config: '  retention_period: 6h\n',
      more,
    });
    expect(status, seen).toBe('ok');
    expect(seen).toContain('from 2026-06-01T07:00:00');
  });

  /** v2 is read from a time that the configuration names. */
  const readFrom = (split: number) => {
    const from = `enable_query_backend_from: "${new Date(split).toISOString()}"`;
    const front = readPath({ totals: { a: 1 }, v2: 1, split });
    const fixed = server({ '/api/v1/status/config': `limits:\n  enable_query_backend: true\n  ${from}\n` });
    const both: Endpoint = (request) => (request.path.includes('config') ? fixed : front)(request);
    const endpoints = {
      distributor: [distributor],
      'query-frontend': [both],
      'query-backend': [both],
      querier: [readPath({ totals: { a: 1 } })],
    };
    return verdictOf(v2Complete, context(endpoints, { soak }));
  };

  it('cannot compare the time before the one from which v2 is read', async () => {
    const { status, seen } = await readFrom(NOW - 3 * HOUR);
    expect(status).toBe('unknown');
    expect(seen).toContain('v2 is only queried from 2026-06-01 09:00');
  });

  it('compares from that time on, once it is long enough', async () => {
    const { status, seen } = await readFrom(NOW - 25 * HOUR);
    expect(status, seen).toBe('ok');
  });

  it('proves nothing where v2 keeps profiles for less than the time that is needed', async () => {
    const { status, seen } = await microservices({ config: '  retention_period: 6h\n' });
    expect([status, seen]).toEqual([
      'unknown',
      expect.stringMatching(/^v2 keeps profiles for 6 h, less than the 24 h/),
    ]);
  });

  /** Types that most services have, and one that a single service has. */
  const many = Array.from({ length: 9 }, (_, at) => `x${at}:t`);
  const services = [...['a', 'b'].flatMap((name) => many.map((type) => `${name}@${type}`)), 'node@wall:wall'];

  it('compares each service by one of its types at least', async () => {
    const v2 = (name: string, start: number, end: number) =>
      name === 'node@wall:wall' ? 0 : steady(start, end);
    const { status, seen } = await microservices({ services, v2 });
    expect(status, seen).toBe('failed');
    expect(seen).toContain('node (wall:wall)');
    const whole = await microservices({ services });
    expect([whole.status, whole.unproven]).toEqual(['ok', 'profile types not compared: x8:t']);
  });

  it('is unknown where v1 lists series and gives no totals', async () => {
    const { status, seen } = await microservices({ v1: () => 0, v2: (_, a, b) => steady(a, b) });
    expect([status, seen]).toEqual(['unknown', expect.stringContaining('gives no totals of them')]);
  });

  it('is unknown where a page of metrics has none', async () => {
    const html = server({ '/metrics': () => '' });
    const page: Endpoint = async (request) =>
      request.path === '/metrics' ? ok({ status: 200, body: '<html>not here</html>' }) : html(request);
    const { status, seen } = await verdictOf(v2Complete, context({ distributor: [page] }, { soak }));
    expect([status, seen]).toEqual(['unknown', expect.stringContaining('did not answer a page of metrics')]);
  });

  const tenant = (name: string, count: number) =>
    `pyroscope_distributor_received_compressed_bytes_count{tenant="${name}",type="cpu"} ${count}\n`;

  /** A tenant's data may be in v2 or not. */
  const tenants = (names: readonly string[], isLost: (tenant: string | undefined) => boolean) => {
    const asked: string[] = [];
    const path = (v2: number, lose: boolean): Endpoint => {
      const totals = { a: 10 };
      const all = readPath({ totals, v2 });
      return (request) => {
        const name = request.headers?.['X-Scope-OrgID'];
        if (name !== undefined) asked.push(name);
        totals.a = lose && isLost(name) ? 5 : 10;
        return all(request);
      };
    };
    const config = 'multitenancy_enabled: true\nlimits:\n  enable_query_backend_from: auto\n';
    const pages =
      (endpoint: Endpoint): Endpoint =>
      (request) =>
        request.path === '/api/v1/status/config'
          ? Promise.resolve(ok({ status: 200, body: config }))
          : endpoint(request);
    const front = pages(path(1, true));
    const metrics = started() + names.map((name, at) => tenant(name, 100 - at)).join('');
    const endpoints = {
      distributor: [pages(server({ '/metrics': metrics }))],
      'query-frontend': [front],
      'query-backend': [front],
      querier: [pages(path(0, false))],
    };
    return verdictOf(v2Complete, context(endpoints)).then((result) => ({ ...result, asked: new Set(asked) }));
  };

  it('compares one tenant after the other', async () => {
    const { status, seen, asked } = await tenants(['shop', 'bank'], () => false);
    expect(status, seen).toBe('ok');
    expect(seen).toMatch(/^tenant shop: .*; tenant bank: /);
    expect([...asked]).toEqual(['shop', 'bank']);
  });

  it('is red where one of them is not in v2', async () => {
    const { status, seen } = await tenants(['shop', 'bank'], (name) => name === 'bank');
    expect(status).toBe('failed');
    expect(seen).toContain('tenant bank: v2 has less than v1');
  });

  it('says which tenants are left out', async () => {
    const names = [...'abcdefghijkl'];
    const { status, seen, unproven, asked } = await tenants(names, () => false);
    expect(status, seen).toBe('ok');
    expect(unproven).toBe('2 tenants not compared: k, l');
    expect(seen).toContain('(not proven: 2 tenants not compared: k, l)');
    expect(asked.size).toBe(10);
  });

  it('is red for a tenant of whom v2 lists nothing, while v1 has profiles', async () => {
    const config = 'multitenancy_enabled: true\nlimits:\n  enable_query_backend_from: auto\n';
    const pages =
      (endpoint: Endpoint): Endpoint =>
      (request) =>
        request.path === '/api/v1/status/config'
          ? Promise.resolve(ok({ status: 200, body: config }))
          : endpoint(request);
    const full = readPath({ totals: { a: 10 }, v2: 1 });
    const empty = readPath({ totals: {}, v2: 1 });
    const front = pages((request) => (request.headers?.['X-Scope-OrgID'] === 'bank' ? empty : full)(request));
    const endpoints = {
      distributor: [pages(server({ '/metrics': started() + tenant('shop', 9) }))],
      // It has sent nothing since the distributors started: v1's bucket names it.
      compactor: [
        server({ '/metrics': 'pyroscope_bucket_blocks_count{user="bank",compaction_level="1"} 4\n' }),
      ],
      'query-frontend': [front],
      'query-backend': [front],
      querier: [pages(readPath({ totals: { a: 10 } }))],
    };
    const { status, seen } = await verdictOf(v2Complete, context(endpoints));
    expect([status, seen]).toEqual([
      'failed',
      expect.stringMatching(/^tenant bank: the query front end finds nothing in v2 /),
    ]);
  });

  interface Blocks {
    readonly from: number;
    readonly to: number;
    readonly services: readonly string[];
  }

  const oneProcess = (v2: Release['v2'], blocks: readonly Blocks[], services = ['a', 'b']) => {
    const totals = Object.fromEntries(services.map((service) => [service, 1]));
    const metrics = () =>
      'pyroscope_head_ingested_sample_values_total{component="ingester"} 5\npyroscope_segment_writer_head_ingested_sample_values_total 5\n';
    const otherPaths = v1Store(() =>
      blocks.map(({ from, to, ...rest }) => ({ start: NOW - from * HOUR, end: NOW - to * HOUR, ...rest })),
    );
    const startedAgo = 40 * 60_000;
    const all = readPath({
      ...{ totals, v2: 1, split: SINCE, startedAgo, metrics, otherPaths },
      ...(v2 && { within: v2 }),
    });
    return verdictOf(v2Complete, context({ all: [all] }, { layout: 'single-binary', soak }));
  };

  const hourly = (services: readonly string[], hours = 30): Blocks[] =>
    Array.from({ length: hours }, (_, at) => ({ from: at + 0.9, to: at + 0.1, services }));
  const lost =
    (services: readonly string[], from: number, to: number) =>
    (service: string, start: number, end: number) =>
      steady(start, end) -
      (services.includes(service) ? part(start, end, NOW - from * HOUR, NOW - to * HOUR) : 0);

  it('is green in one process where v2 has every hour of each service', async () => {
    const { status, seen } = await oneProcess(lost([], 0, 0), hourly(['a', 'b']));
    expect(status, seen).toBe('ok');
    expect(seen).toContain('v2 answers for 2 services of v1 in every step from 2026-05-31T06:');
  });

  it.each([
    [
      'one service for hours',
      ['b'],
      12,
      8,
      /b \(process_cpu:cpu\) from 2026-06-01T00:\d\d:\d\d to 2026-06-01T0[34]:/,
    ],
    [
      'all of them for hours',
      ['a', 'b'],
      12,
      8,
      /b \(process_cpu:cpu\) from 2026-06-01T00:\d\d:\d\d to 2026-06-01T0[34]:/,
    ],
    [
      'one service for an hour',
      ['b'],
      5.1,
      4.0,
      /b \(process_cpu:cpu\) from 2026-06-01T0[67]:\d\d:\d\d to 2026-06-01T0[78]:/,
    ],
  ])('is red in one process where v2 has nothing of %s', async (_, services, from, to, words) => {
    const { status, seen } = await oneProcess(lost(services, from, to), hourly(['a', 'b']));
    expect(status, seen).toBe('failed');
    expect(seen).toMatch(/^in v1 but not in v2: /);
    expect(seen).toMatch(words);
  });

  it('is red in one process where one profile type of a service is missing for hours', async () => {
    const names = ['a', 'a@memory:alloc'];
    const { status, seen } = await oneProcess(lost(['a@memory:alloc'], 12, 8), hourly(names), names);
    expect([status, seen]).toEqual([
      'failed',
      expect.stringContaining('in v1 but not in v2: a (memory:alloc)'),
    ]);
  });

  it('is green in one process with a type that one service alone has, and says what it cannot prove', async () => {
    const { status, seen, unproven } = await oneProcess(lost([], 0, 0), hourly(services), services);
    expect(status, seen).toBe('ok');
    expect(unproven).toMatch(
      /^profile types not compared: x8:t; in a single binary totals are compared since its start/,
    );
  });

  it('is green where a service fell silent, which blocks of v1 list a little longer', async () => {
    const silent = (service: string, start: number, end: number) =>
      service === 'b' ? part(start, end, SINCE, NOW - 10.2 * HOUR) : steady(start, end);
    const blocks = hourly(['a']).map((one) => (one.from > 10 ? { ...one, services: ['a', 'b'] } : one));
    const crossing = { from: 10.7, to: 9, services: ['b'] };
    const { status, seen } = await oneProcess(silent, [...blocks, crossing]);
    expect(status, seen).toBe('ok');
  });

  it('proves nothing where a compacted block of v1 covers hours of which v2 has nothing', async () => {
    const { status, seen } = await oneProcess(lost(['a', 'b'], 12, 8), [
      { from: 16, to: 4, services: ['a', 'b'] },
    ]);
    expect(status).toBe('unknown');
    expect(seen).toMatch(/^v2 has nothing from 2026-06-01T0/);
  });

  it('is green where nobody sent anything for hours', async () => {
    const blocks = hourly(['a', 'b']).filter(({ from }) => from < 8 || from > 13);
    const { status, seen } = await oneProcess(lost(['a', 'b'], 12, 8), blocks);
    expect(status, seen).toBe('ok');
  });
});
