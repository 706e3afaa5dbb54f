import { noPod } from '../live/metrics.ts';
import { readRing } from '../live/ring.ts';
import { PHASES } from '../phases.ts';
import type { CheckContext, Observation } from './check.ts';
import { curl } from './commands.ts';
import { defineCheck } from './define-check.ts';
import { fine, unanswered, wrong } from './observation.ts';
import { endpointsFor, replicasOf } from './places.ts';
import { judgeRing } from './ring-health.ts';

const PATH = '/ring';

async function observe(context: CheckContext): Promise<Observation> {
  const [distributor] = endpointsFor(context, 'distributor');
  if (distributor === undefined) return unanswered(noPod('distributor'));
  const ring = await readRing(distributor, PATH);
  if (!ring.ok) return unanswered(ring.error);
  const members = ring.value ?? [];
  if (context.phase !== 'v2') return judgeRing(members, replicasOf(context, 'ingester'));
  if (members.length === 0) return fine('no members');
  return wrong(`still in the ring: ${members.map(({ id, state }) => `${id} ${state}`).join(', ')}`);
}

export const ingesterRing = defineCheck({
  id: 'ingester-ring',
  title: 'The ingester ring fits the phase',
  phases: PHASES,
  why: 'In v1 and dual a missing ingester loses what v1 should hold; in v2 a member that is left shows that v1 was not removed.',
  expected: (context) =>
    context.phase === 'v2' ? 'no members' : `${replicasOf(context, 'ingester')} active, no other members`,
  command: (context) => curl(context, 'distributor', PATH, " -H 'Accept: application/json' | jq .shards"),
  observe,
});
