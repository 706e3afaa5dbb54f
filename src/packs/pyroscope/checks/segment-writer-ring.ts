import { noPod } from '../live/metrics.ts';
import { readRing } from '../live/ring.ts';
import type { CheckContext, Observation } from './check.ts';
import { curl } from './commands.ts';
import { defineCheck } from './define-check.ts';
import { unanswered, wrong } from './observation.ts';
import { endpointsFor, replicasOf } from './places.ts';
import { judgeRing } from './ring-health.ts';

const PATH = '/ring-segment-writer';

async function observe(context: CheckContext): Promise<Observation> {
  const [distributor] = endpointsFor(context, 'distributor');
  if (distributor === undefined) return unanswered(noPod('distributor'));
  const ring = await readRing(distributor, PATH);
  if (!ring.ok) return unanswered(ring.error);
  if (ring.value === undefined) return wrong(`${PATH} answered 404: the server runs without v2`);
  return judgeRing(ring.value, replicasOf(context, 'segment-writer'));
}

export const segmentWriterRing = defineCheck({
  id: 'segment-writer-ring',
  title: 'The segment-writer ring is complete',
  phases: ['dual', 'v2'],
  why: 'Fewer active members than replicas drop or delay writes; dead members of a scale-down take their share of the shards. Counting the word ACTIVE on the HTML page sees neither.',
  expected: (context) =>
    `${replicasOf(context, 'segment-writer')} active, no other members, a heartbeat within a minute`,
  command: (context) =>
    curl(
      context,
      'distributor',
      PATH,
      " -H 'Accept: application/json' | jq '{now, members: [.shards[] | {id, state, timestamp}]}'",
    ),
  observe,
});
