import { percent } from '../../../english.ts';
import { type Reading, sure } from '../../../pack.ts';
import { keyOfReading } from '../facts/settings.ts';
import { chartMajorOf, type PyroscopeRule } from '../read/facts.ts';
import {
  type DualWrites,
  dualWrites,
  lacksWeight,
  profilesOf,
  raiseWeight,
  sharesOf,
  spotsOf,
} from '../read/weights.ts';
import { EXPERIMENT, oneBinary, PHASE_FLAGS_1, PHASE_FLAGS_2, weighted } from './examples.ts';

const tenant = (line: string): string => `pyroscope:\n  tenantOverrides:\n    shop:\n      ${line}\n`;
const INGESTER = 'architecture.storage.migration.ingesterWeight';
const SEGMENT_WRITER = 'architecture.storage.migration.segmentWriterWeight';

interface Hole {
  readonly store: 'v1' | 'v2';
  readonly share: number;
  /** What leaves it: a weight, or the write path of a tenant that names the other storage. */
  readonly setting: 'ingesterWeight' | 'segmentWriterWeight' | 'writePath';
  readonly reading: Reading;
}

/** For a tenant only what it has of its own: what all have is reported once. */
function holeOf(writes: DualWrites): Hole | undefined {
  const shares = lacksWeight(writes) ? undefined : sharesOf(writes);
  if (!shares || Math.max(shares.ingester, shares.segmentWriter) !== 1) return undefined;
  const share = 1 - Math.min(shares.ingester, shares.segmentWriter);
  const isV1 = shares.ingester < shares.segmentWriter;
  const weight = isV1 ? writes.ingester : writes.segmentWriter;
  const isSplit = sure(writes.path) === 'combined';
  const reading = isSplit ? weight : writes.path;
  const setting = isV1 ? 'ingesterWeight' : 'segmentWriterWeight';
  // One path for all is the mistake of extra-args-contradict-toggles.
  const isTold = isSplit && writes.tenant === undefined;
  if (share === 0 || !(isTold || reading.tenant !== undefined)) return undefined;
  return { store: isV1 ? 'v1' : 'v2', share, setting: isSplit ? setting : 'writePath', reading };
}

const WHY = {
  v1: 'v1 answers queries until v2 takes over, and again after a rollback: results have holes both times.',
  v2: 'Once v2 answers, and after v1 is switched off, the profiles that v2 never got are not visible.',
} as const;

/** Audit A5, and A18 for tenants. */
export const weightsLeaveHoles: PyroscopeRule = {
  id: 'weights-leave-holes',
  severity: 'warning',
  summary: 'one storage gets only some of the profiles',
  why: 'In dual each storage should hold everything: what it did not get is missing permanently.',
  details: `v1 answers queries before the split and after a rollback; v2 answers from the split on, and in the end alone. A weight below
1 leaves holes in its store that are never filled. With 0.25 for v1 and 1 for v2, a query that v1 answered returned 13 000 of
60 000 (servers 1.21.0 and 2.2.1).

You can start with a small weight for v2; the 24 hours of dual count from when it is 1.

A tenant's own weights and \`write_path\` in \`pyroscope.tenantOverrides\` override the common ones (server 2.2.1). With
\`write_path: ingester\` v2 gets no profiles of that tenant in dual.`,
  audit: ['A5', 'A18'],
  sources: ['servers 1.21.0 and 2.2.1, started in dual, 400 pushes'],
  get good() {
    return [
      { values: weighted(1, 1) },
      { values: weighted(0.5, 0.5) },
      { chart: '1.21.0', values: weighted(1, 0.5) },
      {
        values: `${weighted(0.5, 1)}pyroscope:\n  extraArgs:\n    write-path: combined\n    write-path.segment-writer-weight: 1\n`,
      },
      { values: weighted(1, 0.25).replace('v2: true', 'v2: false') + tenant('write_path: ingester') },
      { values: weighted(1, 1) + tenant('write_path: combined') },
      {
        manifests: oneBinary('2.2.1', { args: PHASE_FLAGS_2.dual }),
        asked: { phase: 'dual' },
      },
    ];
  },
  get bad() {
    return [
      { values: weighted(1, 0.25), at: SEGMENT_WRITER },
      { chart: '2.0.0', values: weighted(0, 1), at: INGESTER },
      {
        values: weighted(1, 1) + tenant('write_path_segment_writer_weight: 0'),
        at: 'pyroscope.tenantOverrides.shop.write_path_segment_writer_weight',
      },
      {
        values: weighted(1, 1) + tenant('write_path: ingester'),
        at: 'pyroscope.tenantOverrides.shop.write_path',
      },
      {
        chart: '1.21.0',
        values: `${weighted(1, 1)}pyroscope:\n  structuredConfig:\n    limits:\n      write_path_ingester_weight: 0\n`,
        at: 'pyroscope.structuredConfig.limits.write_path_ingester_weight',
      },
      {
        manifests: oneBinary('2.2.1', { args: PHASE_FLAGS_2.dual }),
        asked: { phase: 'dual', segmentWriterWeight: '0.25' },
        at: '-write-path.segment-writer-weight=1',
      },
      {
        manifests: oneBinary(
          '2.2.1',
          { args: PHASE_FLAGS_2.dual },
          { overrides: 'overrides:\n  shop:\n    write_path: ingester\n' },
        ),
        asked: { phase: 'dual' },
      },
      {
        manifests: oneBinary(
          '1.21.0',
          { args: PHASE_FLAGS_1.dual, env: EXPERIMENT },
          { config: 'limits:\n  write_path_ingester_weight: 0\n' },
        ),
        asked: { phase: 'dual' },
      },
    ];
  },
  judge(of, report) {
    for (const writes of dualWrites(of.now)) {
      const hole = holeOf(writes);
      if (!hole) continue;
      const { store, share, setting, reading } = hole;
      report({
        at: spotsOf(writes, reading),
        what: `${store} misses ${percent(share)} of ${profilesOf(writes)} in dual`,
        why: WHY[store],
        fix:
          setting === 'writePath'
            ? `remove ${keyOfReading(setting, reading, chartMajorOf(of.now))} while both storages are written`
            : raiseWeight(of, setting, reading),
      });
    }
  },
};
