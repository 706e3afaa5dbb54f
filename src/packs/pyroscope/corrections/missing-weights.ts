import type { Correction } from '../correction.ts';
import { finding } from '../migration.ts';

const FLAG = 'write-path.segment-writer-weight';

/** Audit A6: extraArgs.write-path makes the chart skip its weights, and the server's default weight for v2 is 0. */
export const missingWeights: Correction = {
  byDefault: true,
  rule: {
    id: 'combined-without-weights',
    auditId: 'A6',
    severity: 'correction',
    summary: 'writes go to both storages, but the weight of v2 is missing and counts as 0',
    message: ({ components }) => ({
      what: `set -${FLAG}=1 beside -write-path=combined on ${components}`,
      why: 'without it the server sends nothing to v2: dual would look active and v2 stay empty',
      remedy: `write the weight as well: --set-string 'pyroscope.extraArgs.write-path\\.segment-writer-weight=1'`,
    }),
  },
  apply: (migration) => {
    if (migration.target !== 'dual') return [];
    const lacking = migration.workloads.filter(
      ({ flags }) => flags.value('write-path') === 'combined' && flags.value(FLAG) === undefined,
    );
    for (const workload of lacking) migration.setFlag(workload, FLAG, '1', 'A6');
    const components = lacking.map((workload) => workload.component).join(', ');
    return lacking.length > 0 ? [finding(missingWeights.rule, { components }, lacking[0]?.object)] : [];
  },
};
