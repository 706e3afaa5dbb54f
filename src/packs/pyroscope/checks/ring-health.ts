import { type RingMember, STALE_AFTER } from '../live/ring.ts';
import type { Observation } from './check.ts';
import { fine, notYet, wrong } from './observation.ts';

const isAlive = ({ heartbeatAge }: RingMember): boolean => heartbeatAge < STALE_AFTER;

const named = (members: readonly RingMember[]): string => members.map(({ id }) => id).join(', ');

/** Judges a ring that should have so many members, all of them active and alive. */
export function judgeRing(members: readonly RingMember[], replicas: number): Observation {
  const active = members.filter((one) => one.state === 'ACTIVE' && isAlive(one));
  const dead = members.filter((one) => !isAlive(one));
  const moving = members.filter((one) => one.state !== 'ACTIVE' && isAlive(one));
  const seen = [`${active.length} active of ${replicas}`];
  if (moving.length > 0) seen.push(moving.map(({ id, state }) => `${id} is ${state}`).join(', '));
  if (dead.length > 0) seen.push(`without a heartbeat for over a minute: ${named(dead)}`);
  const words = seen.join('; ');
  if (dead.length > 0) return wrong(words);
  if (moving.length > 0) return notYet(words);
  return active.length === replicas && replicas > 0 ? fine(words) : wrong(words);
}
