import { describe, expect, it } from 'vitest';
import { gateStamp, type StampedStep } from '../../../src/cli/render/gate-stamp.ts';
import type { LiveWorkload } from '../../../src/live/workloads.ts';
import { known, type Pack } from '../../../src/pack.ts';
import { pachyderm } from '../../../src/packs/pachyderm/index.ts';
import { prometheus } from '../../../src/packs/prometheus/index.ts';
import type { StoredRelease } from '../../../src/release/history.ts';
import { err, ok } from '../../../src/result.ts';

const DESTINATION = 'https://new.example/api/v1/write';
const moved = prometheus.withSettings?.((name) =>
  name === 'destination' ? known(DESTINATION, 'person') : undefined,
);

const PROBLEM = { kind: 'forbidden', what: 'No right to get them.', remedy: 'Ask for it.' } as const;

/** The stamp of an open gate over a release that holds these objects. */
async function stampOf(
  pack: Pack | undefined,
  kinds: readonly string[],
  {
    phases = { from: 'dual', to: 'new' },
    object = ok({ metadata: { generation: 3, uid: 'cccc0000-1111' } }),
    ...more
  }: Partial<{
    phases: { from: string; to: string };
    object: ReturnType<typeof ok<unknown>> | ReturnType<typeof err<typeof PROBLEM>>;
    workloads: readonly LiveWorkload[];
  }> = {},
) {
  const asked: string[] = [];
  const objects = kinds.map((kind) => ({ kind, name: kind.toLowerCase() }));
  const step = {
    cluster: {
      object: async (resource: string, name: string) => {
        asked.push(`${resource}/${name}`);
        return object;
      },
    },
    ...{ pack, options: { isStamped: true }, now: new Date('2026-11-30T09:00:00Z'), proof: ['soak=25h'] },
    ...{ phases, verdict: { open: true, reasons: [], yieldsToOverride: false, inVain: [] } },
    ...{ current: { source: { objects } } as unknown as StoredRelease, workloads: [], ...more },
  } as StampedStep;
  const { stamp, notes } = await gateStamp(step);
  return { stamp, notes: notes.map(({ what }) => what), asked };
}

describe('the stamp of a custom resource', () => {
  it('names the generation that it has in the cluster', async () => {
    expect(await stampOf(moved, ['Prometheus', 'ConfigMap'])).toEqual({
      stamp: 'dual-new 2026-11-30T09:00:00Z soak=25h Prometheus/prometheus@3.cccc0000',
      notes: [],
      asked: ['prometheuses.monitoring.coreos.com/prometheus'],
    });
  });

  it('is not there where it could not be read, and that is said', async () => {
    const { stamp, notes } = await stampOf(moved, ['PrometheusAgent'], { object: err(PROBLEM) });
    expect(stamp).toBeUndefined();
    expect(notes).toEqual([
      'the step gets no stamp: PrometheusAgent/prometheusagent could not be read: No right to get them.',
    ]);
  });

  it('is not there for a step that no gate opens', async () => {
    const { stamp, notes } = await stampOf(moved, ['Prometheus'], { phases: { from: 'old', to: 'new' } });
    expect([stamp, notes]).toEqual([undefined, ['the step gets no stamp: no gate stamps old → new']]);
  });
});

describe('a release that no policy holds', () => {
  it.each([
    ['without a destination', prometheus as Pack, 'Prometheus'],
    ['whose entries are in a ConfigMap', moved, 'Deployment'],
    ['of a pack without phases in flags', pachyderm as Pack, 'Deployment'],
  ])('gets no stamp and no word: %s', async (_, pack, kind) => {
    expect(await stampOf(pack, [kind])).toEqual({ stamp: undefined, notes: [], asked: [] });
  });
});
