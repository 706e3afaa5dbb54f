import type { LivePod } from '../../../live/cluster.ts';
import { PHASES } from '../phases.ts';
import type { CheckContext, Observation } from './check.ts';
import { kubectl } from './commands.ts';
import { defineCheck } from './define-check.ts';
import { ownPods } from './expected-components.ts';
import { fine, NO_CLUSTER, unknown, wrong } from './observation.ts';
import { isInCluster } from './places.ts';

const named = (pods: readonly LivePod[]): string =>
  pods.map(({ name, restarts }) => `${name} ${restarts} times`).join(', ');

/** A container that does not run has no start: it is in between two. */
function isRecent({ now, sinceMs }: CheckContext, { startedAt }: LivePod): boolean {
  return startedAt === undefined || now() - Date.parse(startedAt) < sinceMs;
}

async function observe(context: CheckContext): Promise<Observation> {
  if (!isInCluster(context)) return NO_CLUSTER;
  const pods = ownPods(context);
  if (pods.length === 0) return unknown('the release has no pods');
  const again = pods.filter(({ restarts }) => restarts > 0);
  const recent = again.filter((pod) => isRecent(context, pod));
  if (recent.length > 0) return wrong(`restarted: ${named(recent)}`);
  if (again.length > 0) return fine(`not within the time looked at; before: ${named(again)}`);
  return fine(`none of ${pods.length} pods`);
}

export const restarts = defineCheck({
  id: 'restarts',
  title: 'No pod restarts by itself',
  phases: PHASES,
  why: 'A crash loop between two readiness probes looks healthy, and v1 loses its unflushed data each time.',
  expected: ({ sinceMs }) => `no restart in the last ${Math.round(sinceMs / 60_000)} minutes`,
  command: (context) => kubectl(context, 'get pods'),
  observe,
});
