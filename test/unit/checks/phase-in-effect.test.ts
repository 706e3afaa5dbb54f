import { describe, expect, it } from 'vitest';
import { phaseInEffect } from '../../../src/packs/pyroscope/checks/phase-in-effect.ts';
import type { PyroscopePhase } from '../../../src/packs/pyroscope/facts/phases.ts';
import { context, gone, server, started, verdictOf } from './fake.ts';

interface Running {
  readonly architecture?: string;
  readonly writePath: string;
  readonly ingesters: number;
  readonly writers: number;
  readonly msAgo?: number;
  readonly runtime?: string;
  readonly weights?: readonly [number, number];
}

function distributor({ architecture, writePath, ingesters, writers, msAgo, runtime, weights }: Running) {
  const top = architecture === undefined ? '' : `architecture_storage: ${architecture}\n`;
  const members = (name: string, count: number) =>
    `pyroscope_ring_members{name="${name}",state="ACTIVE"} ${count}\npyroscope_ring_members{name="${name}",state="LEAVING"} 7\n`;
  const shares = weights
    ? `    write_path_ingester_weight: ${weights[0]}\n    write_path_segment_writer_weight: ${weights[1]}\n`
    : '';
  return server({
    '/api/v1/status/config': `${top}limits:\n    write_path: "${writePath}"\n${shares}`,
    '/metrics': started(msAgo) + members('ingester', ingesters) + members('segment-writer', writers),
    ...(runtime === undefined ? {} : { '/runtime_config': runtime }),
  });
}

const v1: Running = { architecture: 'v1', writePath: 'ingester', ingesters: 3, writers: 0 };
const dual: Running = { architecture: 'v1-v2-dual', writePath: 'combined', ingesters: 3, writers: 3 };
const v2: Running = { architecture: 'v2', writePath: 'segment-writer', ingesters: 0, writers: 3 };

const run = (phase: PyroscopePhase, ...running: readonly Running[]) =>
  verdictOf(phaseInEffect, context({ distributor: running.map(distributor) }, { phase }));

describe('phase-in-effect on a 2.x server', () => {
  const servers = { v1, dual, v2 };
  const pairs = (['v1', 'dual', 'v2'] as const).flatMap((phase) =>
    (['v1', 'dual', 'v2'] as const).map((running) => ({ phase, running })),
  );

  it.each(pairs)('$running where $phase is to be proven', async ({ phase, running }) => {
    const result = await run(phase, servers[running]);
    expect(result.status, result.seen).toBe(phase === running ? 'ok' : 'failed');
  });

  it('sees dual whose writes go to v1 alone, which the server accepts', async () => {
    const { status, seen } = await run('dual', { ...dual, writePath: 'ingester' });
    expect([status, seen]).toEqual(['failed', 'the server runs with write path ingester']);
  });

  it('sees a tenant with a write path of its own', async () => {
    const runtime =
      'overrides:\n  t1:\n    write_path: combined\n  t2:\n    write_path: ingester\n  t3: {}\n';
    const { status, seen } = await run('dual', { ...dual, runtime });
    expect([status, seen]).toEqual(['failed', 'tenant t2 overrides it with ingester']);
  });

  it.each([
    {
      own: '{ write_path_ingester_weight: 0.3, write_path_segment_writer_weight: 0.3 }',
      status: 'failed',
      words: 'tenant shop has weights 0.3 (v1) and 0.3 (v2): 70 % of its profiles reach no storage',
    },
    {
      own: '{ write_path_segment_writer_weight: 0 }',
      status: 'failed',
      words: 'tenant shop has weights 1 (v1) and 0 (v2): v2 misses 100 % of its profiles',
    },
    {
      own: '{ write_path_segment_writer_weight: 1.5 }',
      status: 'failed',
      words: 'tenant shop has weights 1 (v1) and 1.5 (v2), which are not numbers from 0 to 1',
    },
    { own: '{ write_path_ingester_weight: 0.3 }', status: 'ok', words: 'write path combined' },
  ])('judges the weights of a tenant: $own', async ({ own, status, words }) => {
    const result = await run('dual', { ...dual, weights: [1, 1], runtime: `overrides:\n  shop: ${own}\n` });
    expect(result.status, result.seen).toBe(status);
    expect(result.seen).toContain(words);
  });

  it('does not mind a tenant that has what all have', async () => {
    const runtime = 'overrides:\n  shop: { write_path_segment_writer_weight: 0.25 }\n';
    expect((await run('dual', { ...dual, weights: [1, 0.25], runtime })).status).toBe('ok');
  });

  it('does not know what pods contradict each other about', async () => {
    const runtime = (weight: number) =>
      `overrides:\n  shop: { write_path_segment_writer_weight: ${weight} }\n`;
    const pods = [1, 0].map((weight): Running => ({ ...dual, weights: [1, 1], runtime: runtime(weight) }));
    const { status, seen } = await run('dual', ...pods);
    expect([status, seen]).toEqual([
      'unknown',
      'the weights of tenant shop: profiles-distributor-0 says 1, profiles-distributor-1 says 0',
    ]);
  });

  it('needs every distributor to be in the phase', async () => {
    expect((await run('dual', dual, { ...dual, writePath: 'ingester' })).status).toBe('failed');
  });

  it('waits for a ring that a young server has yet to join', async () => {
    expect((await run('dual', { ...dual, writers: 0, msAgo: 20_000 })).status).toBe('waiting');
    expect((await run('dual', { ...dual, writers: 0 })).status).toBe('failed');
  });
});

describe('phase-in-effect on a 1.x server', () => {
  it('takes no write path at all for v1', async () => {
    const { architecture: _, ...old } = { ...v1, writePath: '' };
    expect((await run('v1', old)).status).toBe('ok');
    expect((await run('dual', old)).status).toBe('failed');
  });
});

describe('phase-in-effect', () => {
  it('is unknown where the answer is no configuration', async () => {
    const page = server({ '/api/v1/status/config': 'hello', '/metrics': started() });
    expect((await verdictOf(phaseInEffect, context({ distributor: [page] }))).status).toBe('unknown');
    expect((await verdictOf(phaseInEffect, context({ distributor: [gone] }))).status).toBe('unknown');
  });
});
