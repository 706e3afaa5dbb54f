import { defineCheck, fine, type Observation, unanswered, wrong } from '../../../checks/check.ts';
import { noPod } from '../../../checks/metrics.ts';
import { judgeRing, readRing } from '../../../checks/ring.ts';
import { RINGS } from '../facts/components.ts';
import { hasStore, PHASES, phasesWith } from '../facts/phases.ts';
import { type CheckContext, curl, endpointsFor, replicasOf } from './context.ts';

const { v1: INGESTERS, v2: SEGMENT_WRITERS } = RINGS;

async function askSegmentWriterRing(context: CheckContext): Promise<Observation> {
  const [distributor] = endpointsFor(context, 'distributor');
  if (distributor === undefined) return unanswered(noPod('distributor'));
  const ring = await readRing(distributor, SEGMENT_WRITERS.page);
  if (!ring.ok) return unanswered(ring.error);
  if (ring.value === undefined)
    return wrong(`${SEGMENT_WRITERS.page} answered 404: the server runs without v2`);
  return judgeRing(ring.value, replicasOf(context, SEGMENT_WRITERS.name));
}

export const segmentWriterRing = defineCheck<CheckContext>({
  id: 'segment-writer-ring',
  title: 'The segment-writer ring is complete',
  phases: phasesWith('v2'),
  why: 'With fewer active members than replicas, writes are dropped or delayed. Dead members left by a scale-down keep their share of the shards. Counting ACTIVE on the HTML page shows neither.',
  expected: (context) =>
    `${replicasOf(context, SEGMENT_WRITERS.name)} active, no other members, a heartbeat within a minute`,
  command: (context) =>
    curl(
      context,
      'distributor',
      SEGMENT_WRITERS.page,
      " -H 'Accept: application/json' | jq '{now, members: [.shards[] | {id, state, timestamp}]}'",
    ),
  observe: askSegmentWriterRing,
});

async function askIngesterRing(context: CheckContext): Promise<Observation> {
  const [distributor] = endpointsFor(context, 'distributor');
  if (distributor === undefined) return unanswered(noPod('distributor'));
  const ring = await readRing(distributor, INGESTERS.page);
  if (!ring.ok) return unanswered(ring.error);
  const members = ring.value ?? [];
  if (hasStore(context.phase, 'v1')) return judgeRing(members, replicasOf(context, INGESTERS.name));
  if (members.length === 0) return fine('no members');
  return wrong(`still in the ring: ${members.map(({ id, state }) => `${id} ${state}`).join(', ')}`);
}

export const ingesterRing = defineCheck<CheckContext>({
  id: 'ingester-ring',
  title: 'The ingester ring matches the phase',
  phases: PHASES,
  why: 'In v1 and dual, a missing ingester loses data that v1 should hold. In v2, a remaining member shows that v1 was not removed.',
  expected: (context) =>
    hasStore(context.phase, 'v1')
      ? `${replicasOf(context, INGESTERS.name)} active, no other members`
      : 'no members',
  command: (context) =>
    curl(context, 'distributor', INGESTERS.page, " -H 'Accept: application/json' | jq .shards"),
  observe: askIngesterRing,
});
