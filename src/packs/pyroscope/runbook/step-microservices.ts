import { helmRollback, helmUpgrade, verifyCommand } from './helm-upgrade.ts';
import { metastoreClaim } from './metastore-volume.ts';
import type { MigrationState } from './migration-state.ts';
import type { MigrationStep } from './migration-step.ts';

const SETTINGS = [
  'architecture.microservices.enabled=true',
  'architecture.microservices.clusterLabelSuffix=',
];

/** With the layout the components of v2 come, and their time begins. */
const FROM_NOW =
  'v2 had no components until now, and so no data, whatever the phase says: the 24 hours in dual count from this step.';

/** Legacy components render no v2 part (audit A8); the label suffix would split the ring while pods roll (B3). */
export function microservicesOn(state: MigrationState): MigrationStep | undefined {
  const { values } = state;
  const { phase, mode } = values;
  if (mode !== 'legacy' || phase === 'off') return undefined;
  const hasV2 = phase !== 'v1';
  return {
    id: 'microservices-on',
    title: `architecture.microservices.enabled, still in ${phase}`,
    why: 'pyroscope.components alone renders no v2 component. The empty label suffix keeps old and new pods in one memberlist ring while they roll; keep it from here on.',
    command: helmUpgrade(state, {
      phase,
      settings: [...SETTINGS, ...(hasV2 ? metastoreClaim(values) : [])],
    }),
    verify: verifyCommand(state, phase),
    rollback: helmRollback(state),
    notes: [
      'Take microservices.enabled and clusterLabelSuffix into your values file: later upgrades need them.',
      ...(hasV2 ? [FROM_NOW] : []),
    ],
  };
}
