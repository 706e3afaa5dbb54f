import { fine, notYet, unanswered, worstOf } from '../../../checks/check.ts';
import { counted } from '../../../english.ts';
import type { Live, Observation } from '../../../pack.ts';
import type { PyroscopeCase } from '../read/facts.ts';
import { isSingleBinary, type PyroscopeCheck, query } from './asking.ts';
import { asTenant, tenantsOf } from './tenants.ts';
import type { Window } from './v2-answers.ts';
import { compareInOneProcess } from './v2-one-process.ts';
import { compareWithQuerier } from './v2-totals.ts';
import { NO_PROFILE, SETTLE, v2WindowOf, windowToProve } from './v2-window.ts';

/** So many tenants are compared, those with most profiles first. */
const TENANTS = 10;
/** So many of the others are named. */
const NAMED = 20;

/** What the comparison says of one tenant. */
interface Seen extends Observation {
  readonly idleBefore?: string;
}

async function compare(of: PyroscopeCase, live: Live, asked: Window): Promise<Seen> {
  const window = await v2WindowOf(of, live, asked);
  if ('status' in window) return window;
  const seen = await (isSingleBinary(of) ? compareInOneProcess : compareWithQuerier)(of, live, window);
  const { idleBefore } = window;
  return { ...seen, ...(idleBefore !== undefined && { idleBefore }) };
}

/** The whole time of one tenant at least must have been used; of the others what there is must be in v2. */
function judgeIdle(seen: readonly Seen[]): Observation | undefined {
  const [first] = seen;
  return first?.idleBefore !== undefined && seen.every(({ idleBefore }) => idleBefore !== undefined)
    ? notYet(first.idleBefore)
    : undefined;
}

async function compareTenants(
  of: PyroscopeCase,
  live: Live,
  asked: Window,
  tenants: readonly (string | undefined)[],
): Promise<Observation> {
  const some = tenants.slice(0, TENANTS);
  const seen: Seen[] = [];
  for (const tenant of some) {
    const one = await compare(of, asTenant(live, tenant), asked).catch(unanswered);
    seen.push({ ...one, seen: `tenant ${tenant}: ${one.seen}` });
  }
  const used = seen.filter(({ status }) => status !== 'skipped');
  if (used.length === 0) return notYet(NO_PROFILE.seen);
  const worst = worstOf(used);
  if (worst.status !== 'ok') return worst;
  const left = tenants.slice(TENANTS);
  const named =
    left.length <= NAMED
      ? left.join(', ')
      : `${left.slice(0, NAMED).join(', ')} and ${left.length - NAMED} more`;
  const unproven = [
    ...(left.length > 0 ? [`${counted(left.length, 'tenant')} not compared: ${named}`] : []),
    ...used.flatMap((one) => (one.unproven === undefined ? [] : [one.unproven])),
  ];
  return (
    judgeIdle(used) ?? {
      ...fine(seen.map((one) => one.seen).join('; ')),
      ...(unproven.length > 0 && { unproven: [...new Set(unproven)].join('; ') }),
    }
  );
}

async function observe(of: PyroscopeCase, live: Live): Promise<Observation> {
  const asked = await windowToProve(of, live);
  if ('status' in asked) return asked;
  const tenants = await tenantsOf(of, live);
  if (tenants.length > 1) return compareTenants(of, live, asked, tenants);
  const seen = await compare(of, asTenant(live, tenants[0]), asked);
  if (seen.status === 'skipped') return notYet(seen.seen);
  return seen.status === 'ok' ? (judgeIdle([seen]) ?? seen) : seen;
}

export const v2Complete: PyroscopeCheck = {
  id: 'v2-complete',
  title: 'v2 has the same data as v1',
  phases: ['dual'],
  alone: true,
  timeoutMs: 600_000,
  why: 'After v1 is removed, only v2 is left. Series names prove nothing; their totals do, for all of the time in dual.',
  expected: (_, { soak }) =>
    `every service of v1 is in v2, with at least the same totals, ${soak === undefined ? 'over the same time' : 'hour by hour since the release is in dual'}`,
  command: (of, live) => query(of, live, live.now() - SETTLE),
  observe,
};
