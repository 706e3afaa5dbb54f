import type { CheckResult } from '../../checks/check.ts';
import { firstOf } from '../../english.ts';
import { GATE_ANNOTATION, overridesOn } from '../../guard/stamp.ts';
import { guardStanding } from '../../guard/standing.ts';
import type { Cluster, InstalledRelease } from '../../live/cluster.ts';
import type { LiveWorkload } from '../../live/workloads.ts';
import type { Pack } from '../../pack.ts';

/** Told of every release, as nobody sees by the release whether a guard stands. */
export const GUARD_STANDS = {
  id: 'guard-stands',
  title: 'The API server holds the gate',
  expected: 'the policies that phasegate guard prints',
  why: 'Without them an upgrade without the post-renderer, kubectl and GitOps controllers pass the gate by.',
} as const;

/** Told where one was used. */
export const OVERRIDE_LEFT = {
  id: 'override-left',
  title: 'Overrides of the guard',
  expected: 'none',
  why: `The step was taken without proof. As long as an annotation ${GATE_ANNOTATION} begins with override, on a workload or its pod template, every step passes.`,
} as const;

/** What no policy covers. */
const NOT_COVERED =
  'not covered: objects that are made anew, deleted workloads, and what configuration files and overrides say';

/** What verify says of the guard; one that is missing or could not be asked for holds nothing up. */
export async function guardCheck(
  cluster: Pick<Cluster, 'guards'>,
  pack: Pack,
  release: Pick<InstalledRelease, 'namespace' | 'name'>,
): Promise<CheckResult> {
  const { kind, seen } = await guardStanding(cluster, pack, release);
  if (kind === 'stands') return { ...GUARD_STANDS, status: 'ok', seen: `${seen}; ${NOT_COVERED}` };
  if (kind === 'unknown') return { ...GUARD_STANDS, status: 'skipped', seen };
  const command = `phasegate guard --pack ${pack.name} --namespace ${release.namespace} | kubectl apply -f -`;
  return { ...GUARD_STANDS, status: kind === 'differs' ? 'failed' : 'skipped', seen, command };
}

/** Told where an override stands; it holds nothing up. */
export function overrideCheck(workloads: readonly LiveWorkload[], namespace: string): readonly CheckResult[] {
  const overrides = overridesOn(workloads);
  if (overrides.length === 0) return [];
  const names = overrides.map(({ workload }) => workload).join(' ');
  return [
    {
      ...OVERRIDE_LEFT,
      status: 'skipped',
      seen: firstOf(overrides.map(({ workload, reason }) => `${workload}: ${reason}`)),
      command: `kubectl annotate -n ${namespace} ${names} ${GATE_ANNOTATION}-`,
    },
  ];
}
