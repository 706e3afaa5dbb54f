import { fine, wrong } from '../../../checks/check.ts';
import { judgeRing, readRing } from '../../../checks/ring.ts';
import type { Live, Observation } from '../../../pack.ts';
import { RINGS } from '../facts/components.ts';
import { hasStore, PHASES, phasesWith } from '../facts/phases.ts';
import type { PyroscopeCase } from '../read/facts.ts';
import { askerFor, curl, type PyroscopeCheck, phaseToProve, replicasOf } from './asking.ts';

const { v1: INGESTERS, v2: SEGMENT_WRITERS } = RINGS;

async function askSegmentWriterRing(of: PyroscopeCase, live: Live): Promise<Observation> {
  const members = await readRing(askerFor(of, live, 'distributor'), SEGMENT_WRITERS.page);
  if (members === undefined) return wrong(`${SEGMENT_WRITERS.page} answered 404: the server runs without v2`);
  return judgeRing(members, replicasOf(of, live, SEGMENT_WRITERS.name));
}

export const segmentWriterRing: PyroscopeCheck = {
  id: 'segment-writer-ring',
  title: 'The segment-writer ring is complete',
  phases: phasesWith('v2'),
  why: 'With fewer active members than replicas, writes are dropped or delayed. Dead members left by a scale-down keep their share of the shards. Counting ACTIVE on the HTML page shows neither.',
  expected: (of, live) =>
    `${replicasOf(of, live, SEGMENT_WRITERS.name)} active, no other members, a heartbeat within a minute`,
  command: (of, live) =>
    curl(
      of,
      live,
      'distributor',
      SEGMENT_WRITERS.page,
      " -H 'Accept: application/json' | jq '{now, members: [.shards[] | {id, state, timestamp}]}'",
    ),
  observe: askSegmentWriterRing,
};

async function askIngesterRing(of: PyroscopeCase, live: Live): Promise<Observation> {
  const members = (await readRing(askerFor(of, live, 'distributor'), INGESTERS.page)) ?? [];
  if (hasStore(phaseToProve(of), 'v1')) return judgeRing(members, replicasOf(of, live, INGESTERS.name));
  if (members.length === 0) return fine('no members');
  return wrong(`still in the ring: ${members.map(({ id, state }) => `${id} ${state}`).join(', ')}`);
}

export const ingesterRing: PyroscopeCheck = {
  id: 'ingester-ring',
  title: 'The ingester ring matches the phase',
  phases: PHASES,
  why: 'In v1 and dual, a missing ingester loses data that v1 should hold. In v2, a remaining member shows that v1 was not removed.',
  expected: (of, live) =>
    hasStore(phaseToProve(of), 'v1')
      ? `${replicasOf(of, live, INGESTERS.name)} active, no other members`
      : 'no members',
  command: (of, live) =>
    curl(of, live, 'distributor', INGESTERS.page, " -H 'Accept: application/json' | jq .shards"),
  observe: askIngesterRing,
};
