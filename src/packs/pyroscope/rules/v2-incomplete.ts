import { percent } from '../../../english.ts';
import { ruleFor, sure } from '../../../pack.ts';
import { STORAGE_PATH } from '../facts/phases.ts';
import { keyOfReading } from '../facts/settings.ts';
import { chartMajorOf, type PyroscopeFacts } from '../read/facts.ts';
import { profilesOf, v2Gaps } from '../read/weights.ts';
import { migrating, V1, V2 } from './examples.ts';

const dual = (segmentWriter: number): string => migrating(`segmentWriterWeight: ${segmentWriter}`);

const tenant = (line: string): string => `pyroscope:\n  tenantOverrides:\n    shop:\n      ${line}\n`;

/** Audit A5, and A18 for tenants. */
export const v2Incomplete = ruleFor<PyroscopeFacts>()({
  id: 'v2-incomplete',
  severity: 'error',
  needs: ['before'],
  yieldsTo: 'accept-data-loss',
  summary: 'v2 becomes the only storage though it did not get everything in dual',
  why: 'Profiles it never got are no longer visible once v1 is off, and nothing adds them later.',
  details: `With a \`segmentWriterWeight\` below 1, v2 gets only a share of what is pushed in dual. Once v1 is off, v2 alone answers,
and the profiles that it never got are gone from every query. Raise the weight to 1 first: the 24 hours in dual count from
the upgrade that does. The same holds for single tenants whose weights or write path in \`pyroscope.tenantOverrides\` give v2
less.`,
  audit: ['A5', 'A18'],
  sources: ['servers 1.21.0 and 2.2.1, started in dual, 400 pushes'],
  good: [
    { before: dual(1), values: V2 },
    { before: dual(0.25), values: dual(1) },
    { before: dual(0.25), values: V1 },
  ],
  bad: [
    { before: dual(0.25), values: V2, at: 'architecture.storage.v1' },
    {
      before: dual(1) + tenant('write_path_segment_writer_weight: 0.25'),
      values: V2,
      at: 'architecture.storage.v1',
    },
    { before: dual(1) + tenant('write_path: ingester'), values: V2, at: 'architecture.storage.v1' },
  ],
  judge({ now, before }, report) {
    if (sure(now.phase) !== 'v2') return;
    for (const { writes, share, setting, reading } of v2Gaps(before)) {
      const key = keyOfReading(setting, reading, chartMajorOf(before));
      const whole = setting === 'writePath' ? `remove ${key}` : `set ${key}: 1`;
      report({
        at: now.values?.at(...STORAGE_PATH, 'v1') ?? now.phase,
        what: `v2 gets ${percent(share)} of ${profilesOf(writes)} in dual, and would become the only store`,
        fix: `${whole} in dual, and go to v2 after 24h with it; --accept-data-loss=<release> goes on anyway`,
      });
    }
  },
});
