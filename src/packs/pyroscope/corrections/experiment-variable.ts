import type { Correction } from '../correction.ts';
import { finding, type Migration } from '../migration.ts';
import type { Workload } from '../workload.ts';
import { experimentValue } from './v2-flags-in-v1.ts';

const NAME = 'PYROSCOPE_V2_EXPERIMENT';

/** In v1 the variable starts v2 modules; in dual and v2 an empty one hides every v2 flag. */
function mend(migration: Migration, workload: Workload): boolean {
  const written = workload.environmentValue(NAME);
  if (migration.target === 'v1') return written !== undefined && removeVariable(migration, workload);
  return written !== undefined && experimentValue(workload) === undefined && setVariable(migration, workload);
}

function removeVariable(migration: Migration, workload: Workload): boolean {
  migration.record(workload.object, { reason: 'B8', action: 'remove', what: `env ${NAME}` });
  return workload.environment.removeNamed(NAME);
}

function setVariable(migration: Migration, workload: Workload): boolean {
  migration.record(workload.object, { reason: 'B8', action: 'set', what: `env ${NAME}=1` });
  return workload.environment.setNamedValue(NAME, '1');
}

/** Audit B8: PYROSCOPE_V2_EXPERIMENT written by hand against the phase, on 1.x. */
export const experimentVariable: Correction = {
  byDefault: true,
  rule: {
    id: 'experiment-variable-against-phase',
    auditId: 'B8',
    severity: 'correction',
    summary: 'env PYROSCOPE_V2_EXPERIMENT contradicts the phase',
    message: ({ components, done }) => ({
      what: `${done} on ${components}`,
      why: 'in v1 it starts the v2 modules, empty in dual or v2 it hides every v2 flag: both crash-loop on 1.x',
      remedy: 'remove the variable from pyroscope.extraEnvVars: the chart sets it where it belongs',
    }),
  },
  apply: (migration) => {
    if (migration.release.chartMajor >= 2) return [];
    const mended = migration.workloads.filter((workload) => mend(migration, workload));
    const components = mended.map((workload) => workload.component).join(', ');
    const done = migration.target === 'v1' ? `took env ${NAME} away` : `set env ${NAME} to "1"`;
    return mended.length > 0
      ? [finding(experimentVariable.rule, { components, done }, mended[0]?.object)]
      : [];
  },
};
