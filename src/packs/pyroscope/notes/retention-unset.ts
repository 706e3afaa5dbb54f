import { textAt } from '../../../manifest/query.ts';
import { finding } from '../migration.ts';
import type { Observation } from '../observation.ts';
import { metastoreOf } from '../release.ts';

/** Audit A13: v1 keeps blocks for ever by default, v2 31 days where its cleaner runs. */
export const retentionUnset: Observation = {
  rule: {
    id: 'retention-unset',
    auditId: 'A13',
    severity: 'note',
    summary: 'v2 deletes after 31 days what v1 kept for ever',
    message: ({ phase }) => ({
      what: `${phase} without a retention period of its own`,
      why: "v2's default is 31 days (microservices, and single binaries from 2.2 on, really delete); v1's compactor keeps blocks for ever",
      remedy: 'say what you want: --set pyroscope.structuredConfig.limits.retention_period=31d (0 for ever)',
    }),
  },
  check: ({ release, target }) => {
    const metastore = target === 'v1' ? undefined : metastoreOf(release);
    if (!metastore || metastore.flags.value('retention-period') !== undefined) return [];
    const set = textAt(release.config, 'limits', 'retention_period') !== undefined;
    return set ? [] : [finding(retentionUnset.rule, { phase: target }, metastore.object)];
  },
};
