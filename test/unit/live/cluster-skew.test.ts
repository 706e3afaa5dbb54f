import { describe, expect, it } from 'vitest';
import type { Revision } from '../../../src/live/cluster.ts';
import { clusterSkew } from '../../../src/live/helm.ts';

const NOW = new Date('2026-11-21T08:00:00Z');
const revision = (number: number, updated: string): Revision => ({
  revision: number,
  updated,
  status: 'deployed',
  chart: 'pyroscope-2.0.3',
  description: '',
});

describe('clock skew', () => {
  it.each([
    ['the past', '2026-11-20T08:00:00Z'],
    ['two minutes ahead, which clocks may differ by', '2026-11-21T08:02:00Z'],
    ['the past, written in another zone', '2026-11-21T09:30:00+02:00'],
    ['no time at all', ''],
  ])('is not seen in %s', (_, updated) => {
    expect(clusterSkew([revision(1, updated)], NOW)).toBeUndefined();
  });

  it('is told by the revision that is furthest ahead', () => {
    const history = [revision(1, '2026-11-21T08:05:00Z'), revision(2, '2026-11-21T11:00:00.5+01:00')];
    expect(clusterSkew(history, NOW)).toMatchObject({
      revision: 2,
      ahead: 2 * 3_600_000 + 500,
      what: 'Revision 2 is dated 2026-11-21T11:00:00.5+01:00, 120 min in the future by the local clock (2026-11-21T08:00:00.000Z).',
    });
  });
});
