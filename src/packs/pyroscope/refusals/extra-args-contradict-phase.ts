import { finding, type Migration } from '../migration.ts';
import type { Phase } from '../phases.ts';
import type { Refusal } from '../refusal.ts';
import type { Workload } from '../workload.ts';

/** Values of a flag that a phase can live with; undefined: any. */
type Fitting = Partial<Record<Phase, readonly string[]>>;

const FITTING: Readonly<Record<string, Fitting>> = {
  'architecture.storage': { v1: ['v1'], dual: ['v1-v2-dual'], v2: ['v2'] },
  'write-path': { dual: ['combined'] },
  'enable-query-backend': { v2: ['true'] },
  'enable-query-backend-from': { v2: [] },
  'all.enable-v1-write-path': { dual: ['true'], v2: ['false'] },
  'all.enable-v1-read-path': { dual: ['true'], v2: ['false'] },
};

function contradictions({ target, release }: Migration, workload: Workload) {
  return workload.flags.all().filter(({ name, value, byChart }) => {
    if (byChart || (release.chartMajor >= 2 && name.startsWith('all.'))) return false;
    const fitting = FITTING[name]?.[target];
    return fitting !== undefined && !fitting.includes(value);
  });
}

/** Flags of extraArgs beat the chart's: where no correction is sure, somebody must take them out. */
export const extraArgsContradictPhase: Refusal = {
  rule: {
    id: 'extra-args-contradict-phase',
    severity: 'refusal',
    summary: 'extraArgs set a flag against the phase',
    message: ({ flag, value, component, phase, key }) => ({
      what: `extraArgs give ${component} -${flag}=${value}, against ${phase}`,
      why: 'a flag of extraArgs replaces what the chart writes for the phase; whether the flag or the phase is the mistake cannot be told',
      remedy: `take it out: --set 'pyroscope.extraArgs.${key}=null' (or the component's own extraArgs)`,
    }),
  },
  check: (migration) => {
    for (const workload of migration.workloads) {
      const [odd] = contradictions(migration, workload);
      if (odd === undefined) continue;
      const key = odd.name.replaceAll('.', '\\.');
      const args = {
        flag: odd.name,
        value: odd.value,
        component: workload.component,
        phase: migration.target,
        key,
      };
      return [finding(extraArgsContradictPhase.rule, args, workload.object, odd.scalar?.start)];
    }
    return [];
  },
};
