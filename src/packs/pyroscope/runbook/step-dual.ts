import { isTrueInTemplate } from '../../../values/template-truth.ts';
import { replicasOf } from '../rules/shared/replicas.ts';
import type { PyroscopeValues } from '../values/pyroscope-values.ts';
import { helmUpgrade, verifyCommand } from './helm-upgrade.ts';
import type { MigrationState } from './migration-state.ts';
import type { MigrationStep } from './migration-step.ts';

const METASTORE = 'pyroscope.components.metastore.persistence.enabled';
const PEERS = 'pyroscope.extraArgs.metastore\\.raft\\.bootstrap-expect-peers';
const FROM = 'architecture.storage.migration.queryBackendFrom';

/** The metastore's claim can be had only when its StatefulSet is made (audit A10, section 2). */
function metastoreClaim({ mode, value }: PyroscopeValues): readonly string[] {
  const path = ['architecture', 'microservices', 'v2', 'metastore', 'persistence', 'enabled'];
  const own = value('pyroscope', 'components', 'metastore', 'persistence', 'enabled') ?? value(...path);
  return mode !== 'single-binary' && !isTrueInTemplate(own) ? [`${METASTORE}=true`] : [];
}

/** Several single binaries are several metastores; the chart tells them nothing of each other (audit B4). */
function peers({ mode, components }: PyroscopeValues): readonly string[] {
  const [all] = components;
  const replicas = mode === 'single-binary' && all ? (replicasOf(all) ?? 1) : 1;
  return replicas > 1 ? [`${PEERS}=${replicas}`] : [];
}

/** Where an older dual is in the history, `auto` would split reads at that one's start (live.md section 5). */
function fixedSplit({ timeLine }: MigrationState, now: Date): readonly string[] {
  const wasThere = timeLine.spans.some(({ phase }) => phase === 'dual' || phase === 'v2');
  return wasThere ? [`${FROM}=${now.toISOString().replace(/\.\d+Z$/, 'Z')}`] : [];
}

/** v1 → dual: both stores are written, reads go over to v2 by themselves. */
export function toDual(state: MigrationState, now: Date): MigrationStep | undefined {
  const { values, targetChart } = state;
  if (values.phase !== 'v1') return undefined;
  const split = fixedSplit(state, now);
  return {
    id: 'to-dual',
    title: 'v1 → dual',
    why: 'Both storages are written from here on. v1 stays what it is; the step can be taken back at any time.',
    command: helmUpgrade(state, { chart: targetChart, phase: 'dual' }, [
      ...metastoreClaim(values),
      ...peers(values),
      ...split,
    ]),
    verify: verifyCommand(state, 'dual'),
    rollback: helmUpgrade(state, { chart: targetChart, phase: 'v1' }),
    notes: [
      ...(split.length > 0
        ? ['The release was in dual or v2 before: a fixed queryBackendFrom keeps reads of v1 data in sight.']
        : []),
      ...(values.mode === 'single-binary' ? ['The pod is away for about a minute.'] : []),
    ],
  };
}
