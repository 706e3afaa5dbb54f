import { helmUpgrade, verifyCommand } from './helm-upgrade.ts';
import { volumeNotes } from './metastore-volume.ts';
import type { MigrationState } from './migration-state.ts';
import type { MigrationStep } from './migration-step.ts';

/** dual → v2, after the soak: what was written before dual is not readable any more. */
export function toV2(state: MigrationState): MigrationStep | undefined {
  const { values } = state;
  if (values.phase === 'v2' || values.phase === 'off') return undefined;
  return {
    id: 'to-v2',
    title: 'dual → v2',
    why: 'v1 goes. Take it after 24 hours or more in dual, with phasegate verify green: what was written before dual cannot be queried any more from then on (it stays in the bucket).',
    command: helmUpgrade(state, { phase: 'v2', gated: true }),
    verify: verifyCommand(state, 'v2'),
    rollback: helmUpgrade(state, { phase: 'dual' }),
    notes: [
      'After the way back to dual, v1 does not know what was written in v2 alone.',
      'The claims of v1 components stay; delete them when you are sure.',
      ...(values.phase === 'dual' ? volumeNotes(values) : []),
    ],
  };
}
