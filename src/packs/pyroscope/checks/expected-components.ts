import type { LivePod } from '../../../live/cluster.ts';
import { ALL, isV1Only, isV2Only, SHARED } from '../components.ts';
import type { Phase } from '../phases.ts';
import type { CheckContext } from './check.ts';

/** What no phase works without; tenant-settings, ad-hoc-profiles and admin may be left out. */
const ESSENTIAL: Record<Phase, readonly string[]> = {
  v1: [
    'distributor',
    'query-frontend',
    'ingester',
    'querier',
    'query-scheduler',
    'store-gateway',
    'compactor',
  ],
  v2: ['distributor', 'query-frontend', 'segment-writer', 'metastore', 'compaction-worker', 'query-backend'],
  dual: [],
};

function essential(phase: Phase): readonly string[] {
  return phase === 'dual' ? [...new Set([...ESSENTIAL.v1, ...ESSENTIAL.v2])] : ESSENTIAL[phase];
}

/** The components that must run: what the phase needs, and what the stored manifest names. */
export function expectedComponents({ phase, mode, expectedArgs }: CheckContext): readonly string[] {
  if (mode === 'single-binary') return [ALL];
  const named = [...(expectedArgs?.keys() ?? [])].filter((one) => isWelcome(phase, one));
  return [...new Set([...essential(phase), ...named])].sort();
}

const isWelcome = (phase: Phase, component: string): boolean =>
  !(component === ALL || (phase === 'v1' && isV2Only(component)) || (phase === 'v2' && isV1Only(component)));

/** Whether a component of Pyroscope must not run in this phase and mode. */
export function isUnwelcome({ phase, mode }: CheckContext, component: string): boolean {
  const isPart = isV1Only(component) || isV2Only(component);
  return mode === 'single-binary' ? isPart : !isWelcome(phase, component);
}

const shared: ReadonlySet<string> = new Set([...SHARED, ALL]);

/** The pods of Pyroscope itself: charts of others, such as minio, ride along under the same release. */
export const ownPods = ({ pods, expectedArgs }: CheckContext): readonly LivePod[] =>
  pods.filter(
    ({ component }) =>
      shared.has(component) || isV1Only(component) || isV2Only(component) || expectedArgs?.has(component),
  );

/** Every component whose pods can be asked: those that run, or where no cluster is asked those that should. */
export function componentsToAsk(context: CheckContext): readonly string[] {
  if (context.pods.length === 0) return expectedComponents(context);
  return [...new Set(ownPods(context).map(({ component }) => component))];
}
