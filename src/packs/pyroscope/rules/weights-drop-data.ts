import { percent } from '../../../english.ts';
import type { Reading } from '../../../pack.ts';
import type { PyroscopeRule } from '../read/facts.ts';
import {
  type DualWrites,
  dualWrites,
  lacksWeight,
  profilesOf,
  raiseWeight,
  type Shares,
  sharesOf,
  spotsOf,
  type WeightSetting,
} from '../read/weights.ts';
import { oneBinary, PHASE_FLAGS_2, weighted } from './examples.ts';

const tenant = (ingester: number, segmentWriter: number): string =>
  `pyroscope:\n  tenantOverrides:\n    shop:\n      write_path_ingester_weight: ${ingester}\n      write_path_segment_writer_weight: ${segmentWriter}\n`;
const INGESTER = 'architecture.storage.migration.ingesterWeight';
const SEGMENT_WRITER = 'architecture.storage.migration.segmentWriterWeight';

/** The weight that has to be 1: a tenant's own where it has one, v2's where both are equal, as v1's is the one to keep. */
function toRaise(writes: DualWrites, { ingester, segmentWriter }: Shares): readonly [WeightSetting, Reading] {
  const own = [writes.ingester, writes.segmentWriter].filter((one) => one.tenant !== undefined);
  const isIngester = own.length === 1 ? own[0] === writes.ingester : ingester > segmentWriter;
  return isIngester ? ['ingesterWeight', writes.ingester] : ['segmentWriterWeight', writes.segmentWriter];
}

/** Audit A5, and A18 for tenants. */
export const weightsDropData: PyroscopeRule = {
  id: 'weights-drop-data',
  severity: 'error',
  refusesSteps: true,
  yieldsTo: 'accept-loss',
  summary: 'with the larger weight below 1 some profiles reach no storage at all',
  why: 'One random number decides both routes, so shares do not add up: what exceeds the larger weight is lost, and every push returns 200.',
  details: `The weights are not shares of a whole: the server draws one random number for both routes, and a profile goes to each
storage whose weight is above it. What exceeds the larger weight is lost, but the client still gets 200. Of 400
profiles with 0.5 and 0.5 about half were lost (servers 1.21.0 and 2.2.1); 0.3 and 0.7 lose 30 %.

Keep the larger weight at 1. With both at 1 nothing is missing in either store.

A tenant's weights in \`pyroscope.tenantOverrides\` beat the flags and the configuration for that tenant. With 0.3 and 0.3
for one tenant, 70 of its 100 pushes reached no storage, and all were answered with 200 (server 2.2.1).`,
  audit: ['A5', 'A18'],
  sources: ['servers 1.21.0 and 2.2.1, started in dual, 100 to 400 pushes'],
  get good() {
    return [
      { values: weighted(1, 1) },
      { values: weighted(1, 0.25) },
      { values: weighted(1, 1) + tenant(0.3, 1) },
      { chart: '1.21.0', values: weighted(0.5, 0.5) },
      {
        values:
          'architecture:\n  storage:\n    migration:\n      ingesterWeight: 0.5\n      segmentWriterWeight: 0.5\n',
      },
      {
        manifests: oneBinary('2.2.1', { args: PHASE_FLAGS_2.dual }),
        asked: { phase: 'dual', segmentWriterWeight: '0.5' },
      },
    ];
  },
  get bad() {
    return [
      { values: weighted(0.5, 0.5), at: SEGMENT_WRITER },
      { chart: '2.0.0', values: weighted(0.7, 0.3), at: INGESTER },
      {
        values: weighted(1, 1) + tenant(0.3, 0.3),
        at: 'pyroscope.tenantOverrides.shop.write_path_segment_writer_weight',
      },
      {
        chart: '1.21.0',
        values: `${weighted(1, 1)}pyroscope:\n  extraArgs:\n    write-path.ingester-weight: "0.2"\n    write-path.segment-writer-weight: "0.8"\n`,
        at: 'pyroscope.extraArgs.write-path\\.segment-writer-weight',
      },
      {
        chart: '1.21.0',
        values: `${weighted(1, 1)}pyroscope:\n  structuredConfig:\n    limits:\n      write_path_ingester_weight: 0.5\n  extraArgs:\n    write-path.segment-writer-weight: 0\n`,
        at: 'pyroscope.structuredConfig.limits.write_path_ingester_weight',
      },
      {
        manifests: oneBinary('2.2.1', { args: PHASE_FLAGS_2.dual }),
        asked: { phase: 'dual', ingesterWeight: '0.3', segmentWriterWeight: '0.7' },
        at: '-write-path.segment-writer-weight=1',
      },
      {
        manifests: oneBinary(
          '2.2.1',
          { args: PHASE_FLAGS_2.dual },
          {
            overrides:
              'overrides:\n  shop:\n    write_path_ingester_weight: 0.3\n    write_path_segment_writer_weight: 0.3\n',
          },
        ),
        asked: { phase: 'dual' },
      },
    ];
  },
  judge(of, report) {
    for (const writes of dualWrites(of.now)) {
      const shares = lacksWeight(writes) ? undefined : sharesOf(writes);
      if (!shares || Math.max(shares.ingester, shares.segmentWriter) >= 1) continue;
      const [name, reading] = toRaise(writes, shares);
      const lost = percent(1 - Math.max(shares.ingester, shares.segmentWriter));
      report({
        at: spotsOf(writes, reading),
        what: `weights ${shares.ingester} (v1) and ${shares.segmentWriter} (v2) drop ${lost} of ${profilesOf(writes)}`,
        fix: raiseWeight(of, name, reading),
      });
    }
  },
};
