import { textAt } from '../../../manifest/query.ts';
import type { Correction } from '../correction.ts';
import { finding, type Migration } from '../migration.ts';
import { takesWritePath } from '../transforms/takes.ts';
import type { Workload } from '../workload.ts';

const WANTED = { v1: 'ingester', v2: 'segment-writer' } as const;

/** The write path that counts: the flag, else limits.write_path of the server's configuration, else the phase's own. */
function contradicts(migration: Migration, workload: Workload, wanted: string): string | undefined {
  const flag = workload.flags.value('write-path');
  if (flag !== undefined) return flag === wanted ? undefined : `-write-path=${flag}`;
  const configured = textAt(migration.release.config, 'limits', 'write_path');
  return configured === undefined || configured === wanted ? undefined : `limits.write_path: ${configured}`;
}

/** Audit B9: a write path left over in extraArgs or in the server's configuration. */
export const writePathLeftover: Correction = {
  byDefault: true,
  rule: {
    id: 'write-path-leftover',
    auditId: 'B9',
    severity: 'correction',
    summary: 'a write path that contradicts v1 or v2: 2.x servers refuse to start',
    message: ({ leftover, wanted, components, phase, major }) => ({
      what: `set -write-path=${wanted} on ${components} against ${leftover}`,
      why:
        major === 1
          ? `the distributor would go on writing to a storage that ${phase} does not have`
          : `the server refuses to start: "write-path=${wanted} is required for ${phase} storage layer"`,
      remedy:
        'remove write-path from pyroscope.extraArgs and write_path from pyroscope.structuredConfig.limits',
    }),
  },
  apply: (migration) => {
    const { target, release } = migration;
    if (target === 'dual' || (target === 'v1' && release.chartMajor < 2)) return [];
    const wanted = WANTED[target];
    const found = migration.workloads.flatMap((workload) => {
      const leftover = takesWritePath(workload, release.chartMajor)
        ? contradicts(migration, workload, wanted)
        : undefined;
      return leftover === undefined ? [] : [{ workload, leftover }];
    });
    for (const { workload } of found) migration.setFlag(workload, 'write-path', wanted, 'B9');
    const components = found.map(({ workload }) => workload.component).join(', ');
    const leftover = found[0]?.leftover ?? '';
    return found.length > 0
      ? [
          finding(
            writePathLeftover.rule,
            { leftover, wanted, components, phase: target, major: release.chartMajor },
            found[0]?.workload.object,
          ),
        ]
      : [];
  },
};
