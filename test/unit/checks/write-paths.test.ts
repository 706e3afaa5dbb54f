import { describe, expect, it } from 'vitest';
import { writePaths } from '../../../src/packs/pyroscope/checks/write-paths.ts';
import { context, inTurn, server, verdictOf } from './fake.ts';

interface Counts {
  readonly received: number;
  readonly ingester?: number;
  readonly writer?: number;
  readonly failed?: number;
  readonly discarded?: number;
  /** Received for another tenant than the common one. */
  readonly ofShop?: number;
}

const DOWNSTREAM = 'pyroscope_write_path_downstream_request_duration_seconds_count';

function metrics(counts: Counts): string {
  const { received, ingester = 0, writer = 0, failed = 0, discarded = 0, ofShop = 0 } = counts;
  return [
    `pyroscope_distributor_received_compressed_bytes_count{tenant="a",type="process_cpu"} ${received}`,
    `pyroscope_distributor_received_compressed_bytes_count{tenant="shop",type="process_cpu"} ${ofShop}`,
    `pyroscope_discarded_samples_total{reason="rate_limited",tenant="a"} ${discarded}`,
    `${DOWNSTREAM}{primary="1",route="ingester",status="200"} ${ingester}`,
    `${DOWNSTREAM}{primary="0",route="segment-writer",status="200"} ${writer}`,
    `${DOWNSTREAM}{primary="0",route="segment-writer",status="500"} ${failed}`,
    '',
  ].join('\n');
}

interface Situation {
  readonly looks: readonly Counts[];
  readonly path?: string;
  readonly weights?: readonly [number, number];
  readonly phase?: 'v1' | 'dual' | 'v2';
  readonly runtime?: string;
}

function run({ looks, path = 'combined', weights = [1, 1], phase = 'dual', runtime }: Situation) {
  const [ingester, writer] = weights;
  const config = `limits:\n  write_path: ${path}\n  write_path_ingester_weight: ${ingester}\n  write_path_segment_writer_weight: ${writer}\n`;
  const distributor = server({
    '/api/v1/status/config': config,
    '/metrics': inTurn(...looks.map(metrics)),
    ...(runtime !== undefined && { '/runtime_config': runtime }),
  });
  return verdictOf(writePaths, context({ distributor: [distributor] }, { phase }));
}

describe('write-paths', () => {
  it('is content with all of it on both paths, the last of it still under way', async () => {
    const looks = [
      { received: 400, ingester: 400, writer: 390 },
      { received: 420, ingester: 420, writer: 401 },
    ];
    expect((await run({ looks })).status).toBe('ok');
  });

  it('sees the v2 writes that fail without a word to the client', async () => {
    const looks = [
      { received: 400, ingester: 400, writer: 300, failed: 100 },
      { received: 420, ingester: 420, writer: 300, failed: 120 },
    ];
    const { status, seen } = await run({ looks });
    expect(status).toBe('failed');
    expect(seen).toContain('20 writes to the segment-writer just failed, 120 in total');
  });

  it('sees that v2 lacks a part, though nothing fails any more', async () => {
    const { status, seen } = await run({
      looks: [{ received: 400, ingester: 400, writer: 300, failed: 100 }],
    });
    expect(status).toBe('failed');
    expect(seen).toContain('the segment-writer got 300 of 400 expected profiles, 100 failed');
  });

  it('expects of a tenant with weights of its own what those let through', async () => {
    const runtime = 'overrides:\n  shop: { write_path_ingester_weight: 0.5 }\n';
    const whole = { received: 400, ingester: 600, writer: 800, ofShop: 400 };
    expect(await run({ looks: [whole], runtime })).toMatchObject({ status: 'ok' });
    const { status, seen } = await run({ looks: [{ ...whole, ingester: 400 }], runtime });
    expect([status, seen]).toEqual([
      'failed',
      expect.stringContaining('the ingester got 400 of 600 expected profiles'),
    ]);
  });

  it('does not mind two writes that failed before the ring was complete', async () => {
    const looks = [{ received: 60, ingester: 60, writer: 58, failed: 2 }];
    expect((await run({ looks })).status).toBe('ok');
  });

  it.each([
    { weights: [1, 0.25], counts: { ingester: 400, writer: 94 }, status: 'ok' },
    { weights: [1, 0.25], counts: { ingester: 400, writer: 20 }, status: 'failed' },
    { weights: [0.25, 1], counts: { ingester: 86, writer: 400 }, status: 'ok' },
    { weights: [0.5, 0.5], counts: { ingester: 216, writer: 216 }, status: 'failed' },
    { weights: [0, 0], counts: {}, status: 'failed' },
    { weights: [1, 0], counts: { ingester: 400 }, status: 'failed' },
  ] as const)('weights $weights, $counts: $status', async ({ weights, counts, status }) => {
    const result = await run({ looks: [{ received: 400, ...counts }], weights });
    expect(result.status, result.seen).toBe(status);
  });

  it('names the weights as the cause where the larger is below 1', async () => {
    const { seen } = await run({
      looks: [{ received: 400, ingester: 200, writer: 200 }],
      weights: [0.5, 0.5],
    });
    expect(seen).toContain('the larger weight is 0.5: the rest of the profiles is dropped silently');
  });

  it('sees a tenant that the totals hide', async () => {
    const runtime = 'overrides:\n  shop:\n    write_path_segment_writer_weight: 0\n';
    const looks = [{ received: 1000, ingester: 1000, writer: 995 }];
    const { status, seen } = await run({ looks, runtime });
    expect(status).toBe('failed');
    expect(seen).toContain('tenant shop has weights 1 (v1) and 0 (v2): v2 misses 100 % of its profiles');
    expect((await run({ looks, runtime: runtime.replace(': 0', ': 1') })).status).toBe('ok');
  });

  it('does not hold against the paths what limits discarded', async () => {
    const looks = [{ received: 400, discarded: 100, ingester: 300, writer: 300 }];
    expect((await run({ looks })).status).toBe('ok');
  });

  it.each([
    { phase: 'v1', path: 'ingester', counts: { ingester: 9 }, status: 'ok' },
    { phase: 'v1', path: 'ingester', counts: { ingester: 9, writer: 9 }, status: 'failed' },
    { phase: 'v2', path: 'segment-writer', counts: { writer: 9 }, status: 'ok' },
    { phase: 'v2', path: 'segment-writer', counts: { ingester: 1, writer: 8 }, status: 'failed' },
  ] as const)('$phase, $counts: $status', async ({ phase, path, counts, status }) => {
    const result = await run({ phase, path, looks: [{ received: 9, ...counts }], weights: [1, 0] });
    expect(result.status, result.seen).toBe(status);
  });

  it('waits where nothing was received', async () => {
    const { status, seen } = await run({ looks: [{ received: 0 }] });
    expect([status, seen]).toEqual(['waiting', 'no profile received since the distributors started']);
  });
});
