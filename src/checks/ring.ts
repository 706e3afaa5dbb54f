import { listOf, recordOf, textOf } from '../live/json.ts';
import type { Observation } from '../pack.ts';
import { type Asker, jsonOf } from './ask.ts';
import { fine, notYet, wrong } from './check.ts';

interface RingMember {
  readonly id: string;
  /** ACTIVE, JOINING, LEAVING, PENDING. */
  readonly state: string;
  /** Milliseconds since its last heartbeat, by the server's own clock. */
  readonly heartbeatAge: number;
}

/** A heartbeat comes every 5 s; a member without one for a minute is dead (defaults of 1.15 to 2.2). */
const STALE_AFTER = 60_000;

function memberOf(shard: unknown, now: number): RingMember {
  const { id, state, timestamp } = recordOf(shard);
  const age = now - Date.parse(textOf(timestamp));
  return { id: textOf(id), state: textOf(state), heartbeatAge: Number.isNaN(age) ? 0 : age };
}

/**
 * A ring's members from its page as JSON, `/ring` for instance.
 * @returns undefined if the server answers 404: it does not run what has the ring
 * @throws NoAnswer
 */
export async function readRing(ask: Asker, path: string): Promise<readonly RingMember[] | undefined> {
  const { status, body } = await ask({ path, headers: { Accept: 'application/json' }, accept: [404] });
  if (status === 404) return undefined;
  const { shards, now } = recordOf(jsonOf(path, body));
  return listOf(shards).map((shard) => memberOf(shard, Date.parse(textOf(now))));
}

const isAlive = ({ heartbeatAge }: RingMember): boolean => heartbeatAge < STALE_AFTER;

const named = (members: readonly RingMember[]): string => members.map(({ id }) => id).join(', ');

/** Judges a ring that should have so many members, all of them active and alive. */
export function judgeRing(members: readonly RingMember[], replicas: number): Observation {
  const active = members.filter((one) => one.state === 'ACTIVE' && isAlive(one));
  const dead = members.filter((one) => !isAlive(one));
  const moving = members.filter((one) => one.state !== 'ACTIVE' && isAlive(one));
  const seen = [`${active.length} active of ${replicas}`];
  if (moving.length > 0) seen.push(moving.map(({ id, state }) => `${id} is ${state}`).join(', '));
  if (dead.length > 0) seen.push(`no heartbeat for over a minute: ${named(dead)}`);
  const words = seen.join('; ');
  if (dead.length > 0) return wrong(words);
  if (moving.length > 0) return notYet(words);
  return active.length === replicas && replicas > 0 ? fine(words) : wrong(words);
}
