import { describe, expect, it } from 'vitest';
import { ingesterRing, segmentWriterRing } from '../../../src/packs/pyroscope/checks/rings.ts';
import { context, hanging, NOW, pods, server, verdictOf } from './fake.ts';

interface Member {
  readonly state?: string;
  /** Seconds since its heartbeat. */
  readonly age?: number;
}

const ring = (members: readonly Member[]): string =>
  JSON.stringify({
    shards: members.map(({ state = 'ACTIVE', age = 3 }, at) => ({
      id: `writer-${at}`,
      state,
      timestamp: new Date(NOW - age * 1000).toISOString(),
    })),
    now: new Date(NOW).toISOString(),
  });

const withWriters = (page: string | number) =>
  context(
    { distributor: [server({ '/ring-segment-writer': page })] },
    { pods: [...pods('distributor', 1), ...pods('segment-writer', 3)] },
  );

describe('segment-writer-ring', () => {
  it.each([
    { name: 'three of three', members: [{}, {}, {}], status: 'ok' },
    { name: 'one too few', members: [{}, {}], status: 'failed' },
    { name: 'one too many', members: [{}, {}, {}, {}], status: 'failed' },
    { name: 'one that joins', members: [{}, {}, { state: 'JOINING' }], status: 'waiting' },
    { name: 'a dead one of a scale-down', members: [{}, {}, {}, { age: 400 }], status: 'failed' },
    { name: 'nobody', members: [], status: 'failed' },
  ])('$name: $status', async ({ members, status }) => {
    const result = await verdictOf(segmentWriterRing, withWriters(ring(members)));
    expect(result.status, result.seen).toBe(status);
  });

  it('names the member without a heartbeat', async () => {
    const { seen } = await verdictOf(segmentWriterRing, withWriters(ring([{}, {}, {}, { age: 400 }])));
    expect(seen).toBe('3 active of 3; no heartbeat for over a minute: writer-3');
  });

  it('judges the age of a heartbeat by the clock of the server', async () => {
    const page = ring([{}, {}, {}]);
    const { of, live } = withWriters(page);
    const late = { of, live: { ...live, now: () => NOW + 3_600_000 } };
    expect((await verdictOf(segmentWriterRing, late)).status).toBe('ok');
  });

  it('does not take an HTML page for a ring', async () => {
    const { status, seen } = await verdictOf(
      segmentWriterRing,
      withWriters('<html>ACTIVE ACTIVE ACTIVE</html>'),
    );
    expect(status).toBe('unknown');
    expect(seen).toContain('did not answer JSON');
  });

  it('says what a 404 means', async () => {
    const { status, seen } = await verdictOf(segmentWriterRing, withWriters(404));
    expect([status, seen]).toEqual([
      'failed',
      '/ring-segment-writer answered 404: the server runs without v2',
    ]);
  });

  it('is unknown where the distributor hangs', async () => {
    expect((await verdictOf(segmentWriterRing, context({ distributor: [hanging] }))).status).toBe('unknown');
  });
});

describe('ingester-ring', () => {
  const withIngesters = (page: string | number, phase: 'dual' | 'v2') =>
    context({ distributor: [server({ '/ring': page })] }, { phase, pods: pods('ingester', 2) });

  it.each([
    { name: 'all there in dual', phase: 'dual', page: ring([{}, {}]), status: 'ok' },
    { name: 'one missing in dual', phase: 'dual', page: ring([{}]), status: 'failed' },
    { name: 'none in v2', phase: 'v2', page: ring([]), status: 'ok' },
    { name: 'no ring at all in v2', phase: 'v2', page: 404, status: 'ok' },
    { name: 'one left in v2', phase: 'v2', page: ring([{ state: 'LEAVING' }]), status: 'failed' },
  ] as const)('$name: $status', async ({ phase, page, status }) => {
    const result = await verdictOf(ingesterRing, withIngesters(page, phase));
    expect(result.status, result.seen).toBe(status);
  });
});
