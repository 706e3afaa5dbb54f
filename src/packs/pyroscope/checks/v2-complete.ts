import { fine, notYet, unanswered, worstOf } from '../../../checks/check.ts';
import { listOf, textOf } from '../../../live/json.ts';
import type { Live, Observation } from '../../../pack.ts';
import type { PyroscopeCase } from '../read/facts.ts';
import {
  askersFor,
  isSingleBinary,
  metricsOf,
  type PyroscopeCheck,
  query,
  runningSettings,
} from './asking.ts';
import type { Window } from './v2-answers.ts';
import { compareInOneProcess } from './v2-one-process.ts';
import { compareWithQuerier } from './v2-totals.ts';
import { NO_PROFILE, SETTLE, v2WindowOf, windowToProve } from './v2-window.ts';

/** So many tenants are compared, those with most profiles first. */
const TENANTS = 5;

/** What the metastore lists, where a server prints it; a tenant is listed after its first compaction. */
async function storedTenants(of: PyroscopeCase, live: Live): Promise<readonly string[]> {
  for (const component of ['query-frontend', 'admin']) {
    const [ask] = askersFor(of, live, component);
    const answer = await ask?.({ path: '/query-diagnostics/api/tenants', accept: [404] });
    if (answer?.status !== 200) continue;
    try {
      return listOf(JSON.parse(answer.body) as unknown).map(textOf);
    } catch {
      // Another page under this path lists no tenants.
    }
  }
  return [];
}

/** Every tenant that sent something since the distributors started, or has data in v2. */
async function tenantsOf(of: PyroscopeCase, live: Live): Promise<readonly (string | undefined)[]> {
  const setting = await runningSettings(of, live, 'query-frontend');
  if (setting('multitenancy') !== 'true') return [live.tenant];
  const samples = (await metricsOf(of, live, 'distributor')).flat();
  const counts = new Map<string, number>();
  for (const { name, labels, value } of samples)
    if (name === 'pyroscope_distributor_received_compressed_bytes_count')
      counts.set(labels.tenant ?? '', (counts.get(labels.tenant ?? '') ?? 0) + value);
  const seen = [...counts].sort(([, a], [, b]) => b - a).map(([tenant]) => tenant);
  const named = live.tenant === undefined ? [] : [live.tenant];
  const all = new Set([...named, ...seen, ...(await storedTenants(of, live))].filter((name) => name !== ''));
  return all.size === 0 ? [live.tenant] : [...all];
}

/** The running system as one of its tenants sees it. */
const asTenant = (live: Live, tenant: string | undefined): Live =>
  tenant === live.tenant ? live : (Object.create(live, { tenant: { value: tenant } }) as Live);

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
  const left = tenants.length - some.length;
  const rest =
    left > 0 ? `; ${left} more not compared: ${tenants.slice(TENANTS, 2 * TENANTS).join(', ')}` : '';
  return judgeIdle(used) ?? fine(`${seen.map((one) => one.seen).join('; ')}${rest}`);
}

async function observe(of: PyroscopeCase, live: Live): Promise<Observation> {
  const asked = await windowToProve(of, live);
  if (asked === undefined) return notYet('the distributors have just started');
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
  timeoutMs: 100_000,
  why: 'After v1 is removed, only v2 is left. Series names prove nothing; their totals do, for all of the time in dual.',
  expected: (_, { soak }) =>
    `every service of v1 is in v2, with at least the same totals, ${soak === undefined ? 'over the same time' : 'hour by hour since the release is in dual'}`,
  command: (of, live) => query(of, live, live.now() - SETTLE),
  observe,
};
