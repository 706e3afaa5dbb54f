import type { LivePod } from '../../../live/cluster.ts';
import type { CheckContext, Observation } from './check.ts';
import { kubectl } from './commands.ts';
import { defineCheck } from './define-check.ts';
import { fine, NO_CLUSTER, notYet, unknown, wrong } from './observation.ts';
import { isInCluster, podsFor } from './places.ts';

const describe = ({ claims }: CheckContext, name: string): string =>
  `${name} is ${claims.find((claim) => claim.name === name)?.phase ?? 'missing'}`;

async function observe(context: CheckContext): Promise<Observation> {
  if (!isInCluster(context)) return NO_CLUSTER;
  const pods: readonly LivePod[] = podsFor(context, 'metastore');
  if (pods.length === 0) return unknown('the release has no metastore pod');
  const bare = pods.filter(({ claims }) => claims.length === 0);
  if (bare.length > 0) return wrong(`no PersistentVolumeClaim: ${bare.map(({ name }) => name).join(', ')}`);
  const names = [...new Set(pods.flatMap(({ claims }) => claims))];
  const phaseOf = (name: string) => context.claims.find((claim) => claim.name === name)?.phase;
  const unbound = names.filter((name) => phaseOf(name) !== 'Bound');
  if (unbound.length === 0) return fine(`${names.length} Bound for ${pods.length} metastore pods`);
  const words = unbound.map((name) => describe(context, name)).join(', ');
  return unbound.every((name) => phaseOf(name) === 'Pending') ? notYet(words) : wrong(words);
}

export const metastoreClaims = defineCheck({
  id: 'metastore-claims',
  title: 'Each metastore has a volume of its own that lasts',
  phases: ['dual', 'v2'],
  why: 'The metastore holds the index of every block: on an emptyDir it dies with the pod, and the blocks in the bucket can no longer be found.',
  expected: () => 'a Bound PersistentVolumeClaim for each metastore pod',
  command: (context) => kubectl(context, 'get pvc'),
  observe,
});
