import { redactLine } from '../../../redaction.ts';
import type { PlannedFlag } from '../../../report/plan/plan-report.ts';
import type { StoredManifest, StoredWorkload } from '../installed/stored-manifest.ts';

/** A flag's value with credentials hidden. */
const shown = (flag: string, value: string): string => redactLine(`-${flag}=${value}`).slice(flag.length + 2);

function changed(before: StoredWorkload, after: StoredWorkload): readonly PlannedFlag[] {
  const names = [...new Set([...before.flags.keys(), ...after.flags.keys()])].toSorted();
  return names.flatMap((flag): PlannedFlag[] => {
    const [was, is] = [before.flags.get(flag), after.flags.get(flag)];
    if (was === is) return [];
    return [
      {
        component: after.component,
        flag,
        ...(was !== undefined && { before: shown(flag, was) }),
        ...(is !== undefined && { after: shown(flag, is) }),
      },
    ];
  });
}

/** Flags that change on components which stay. */
export function plannedFlags(before: StoredManifest, after: StoredManifest): readonly PlannedFlag[] {
  return after.workloads.flatMap((workload) => {
    const old = before.workloads.find(({ component }) => component === workload.component);
    return old ? changed(old, workload) : [];
  });
}
