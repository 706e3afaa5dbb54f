import type { Correction } from '../correction.ts';
import { flagSupport } from '../facts/flags.ts';
import { finding } from '../migration.ts';
import type { Workload } from '../workload.ts';

const EXPERIMENT = 'PYROSCOPE_V2_EXPERIMENT';

const hasExperiment = (workload: Workload): boolean => experimentValue(workload) !== undefined;

/** The variable's value; empty counts as not set, as it does for the server. */
export function experimentValue(workload: Workload): string | undefined {
  return workload.environmentValue(EXPERIMENT) || undefined;
}

/** Audit B7: v2-only flags left in extraArgs after a rollback; 1.x servers know them only with PYROSCOPE_V2_EXPERIMENT. */
export const v2FlagsInV1: Correction = {
  byDefault: true,
  rule: {
    id: 'v2-flags-left-in-v1',
    auditId: 'B7',
    severity: 'correction',
    summary: 'v2-only flags in v1 on 1.x: the server exits at start',
    message: ({ flags, component }) => ({
      what: `dropped ${flags} from ${component}`,
      why: `1.x servers know them only with env ${EXPERIMENT}, which v1 has not: "flag provided but not defined"`,
      remedy: 'remove them from pyroscope.extraArgs before the rollback',
    }),
  },
  apply: (migration) => {
    if (migration.target !== 'v1' || migration.release.chartMajor >= 2) return [];
    return migration.workloads.flatMap((workload) => {
      if (hasExperiment(workload)) return [];
      const left = workload.flags
        .all()
        .filter(({ name }) => flagSupport(name, workload.server.value) === 'experiment');
      for (const { name } of left) migration.removeFlag(workload, name, 'B7');
      const flags = left.map(({ name }) => `-${name}`).join(', ');
      return left.length > 0
        ? [finding(v2FlagsInV1.rule, { flags, component: workload.component }, workload.object)]
        : [];
    });
  },
};
