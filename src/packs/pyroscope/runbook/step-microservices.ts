import { helmRollback, helmUpgrade, verifyCommand } from './helm-upgrade.ts';
import type { MigrationState } from './migration-state.ts';
import type { MigrationStep } from './migration-step.ts';

/** Legacy components render no v2 part (audit A8); the label suffix would split the ring while pods roll (B3). */
export function microservicesOn(state: MigrationState): MigrationStep | undefined {
  const { values, targetChart } = state;
  if (values.mode !== 'legacy' || values.phase !== 'v1') return undefined;
  const settings = [
    'architecture.microservices.enabled=true',
    'architecture.microservices.clusterLabelSuffix=',
  ];
  return {
    id: 'microservices-on',
    title: 'architecture.microservices.enabled, still in v1',
    why: 'pyroscope.components alone renders no v2 component. The empty label suffix keeps old and new pods in one memberlist ring while they roll; keep it from here on.',
    command: helmUpgrade(state, { chart: targetChart, phase: 'v1' }, settings),
    verify: verifyCommand(state, 'v1'),
    rollback: helmRollback(state),
    notes: [
      'Take microservices.enabled and clusterLabelSuffix into your values file: later upgrades need them.',
    ],
  };
}
