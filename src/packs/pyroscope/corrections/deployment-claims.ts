import { entryOf } from '../../../manifest/query.ts';
import type { Correction } from '../correction.ts';
import { dataClaim, dataVolume } from '../data-volume.ts';
import { finding, type Migration } from '../migration.ts';
import type { Workload } from '../workload.ts';

/** Deployments that claim `<name>-data`, which the chart never creates, and no document of the release does. */
export function neverCreatedClaims(migration: Migration): readonly Workload[] {
  const claims = new Set(
    migration.objects.filter((one) => one.kind === 'PersistentVolumeClaim').map((one) => one.name),
  );
  return migration.workloads.filter(({ object, ...rest }) => {
    const claim = dataClaim({ object, ...rest });
    return object.kind === 'Deployment' && claim === `${object.name}-data` && !claims.has(claim);
  });
}

function useEmptyDir(migration: Migration, workload: Workload): void {
  const volume = dataVolume(workload);
  const entry = entryOf(volume, 'persistentVolumeClaim');
  if (!volume || !entry) return;
  const patch = {
    start: entry.keyStart,
    end: entry.value.end,
    text: volume.flow ? '"emptyDir": {}' : 'emptyDir: {}',
  };
  const before = `persistentVolumeClaim ${dataClaim(workload)}`;
  migration.patch(workload.object, patch, {
    reason: 'B13',
    action: 'set',
    what: 'volume data: emptyDir',
    before,
  });
}

/** Audit B13, asked for by --correct: Deployments keep no state, their data volume may be an emptyDir. */
export const deploymentClaims: Correction = {
  byDefault: false,
  rule: {
    id: 'deployment-pvc-never-created',
    auditId: 'B13',
    severity: 'correction',
    askedFor: true,
    summary: 'Deployments mount a claim that the chart never creates: their pods stay Pending',
    message: ({ components }) => ({
      what: `gave ${components} an emptyDir in place of a claim that nobody creates`,
      why: 'pyroscope.persistence.enabled makes each Deployment mount <name>-data, which the chart never renders',
      remedy: 'set persistence for each component instead: pyroscope.components.<name>.persistence.enabled',
    }),
  },
  apply: (migration) => {
    const found = neverCreatedClaims(migration);
    for (const workload of found) useEmptyDir(migration, workload);
    const components = found.map((workload) => workload.component).join(', ');
    return found.length > 0 ? [finding(deploymentClaims.rule, { components }, found[0]?.object)] : [];
  },
};
