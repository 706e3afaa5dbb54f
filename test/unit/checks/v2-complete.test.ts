import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../../src/live/cluster.ts';
import { v2Complete } from '../../../src/packs/pyroscope/checks/v2-complete.ts';
import { ok } from '../../../src/result.ts';
import { context, NOW, server, started, verdictOf } from './fake.ts';
import { readPath } from './querier.ts';

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
    const names = JSON.stringify({ names: listed });
    const otherPaths = { '/ingester.v1.IngesterService/LabelValues': names };
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
