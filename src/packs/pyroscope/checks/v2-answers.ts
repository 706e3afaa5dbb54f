import { fine, notYet, wrong } from '../../../checks/check.ts';
import { isYoungSince } from '../../../checks/context.ts';
import { total } from '../../../checks/metrics.ts';
import { counted } from '../../../english.ts';
import type { Live, Observation } from '../../../pack.ts';
import { phasesWith } from '../facts/phases.ts';
import type { PyroscopeCase } from '../read/facts.ts';
import {
  askerFor,
  grepMetrics,
  metricsOf,
  minutes,
  type PyroscopeCheck,
  phaseToProve,
  query,
  runningSettings,
} from './asking.ts';
import {
  type Answerers,
  type ProfileSeries,
  type QueryScope,
  querySeries,
  queryTotal,
  withAnswerers,
} from './server.ts';
import { asTenant, tenantsOf } from './tenants.ts';

/** A stretch of time; milliseconds since 1970. */
export interface Window {
  readonly start: number;
  readonly end: number;
}

/** One window of time as the query front end answers it. */
export interface SplitReading {
  /** Services with their profile types. */
  readonly series: readonly ProfileSeries[];
  /** Of the first of them that has one. */
  readonly total: number;
  readonly by: Answerers;
}

/** The query front end for a window. @throws NoAnswer where there is none */
export const scopeOf = (of: PyroscopeCase, live: Live, { start, end }: Window): QueryScope => ({
  ask: askerFor(of, live, 'query-frontend'),
  tenant: live.tenant,
  start,
  end,
});

/** A handful of series, so that one service that has just stopped does not decide. */
const TRIED = 5;

async function firstTotal(scope: QueryScope, series: readonly ProfileSeries[]): Promise<number> {
  for (const one of series.slice(0, TRIED)) {
    const found = await queryTotal(scope, one);
    if (found > 0) return found;
  }
  return 0;
}

/** Asks what there is in a window and for one total of it, and counts who answered the total. @throws NoAnswer */
export async function readWindow(of: PyroscopeCase, live: Live, window: Window): Promise<SplitReading> {
  const scope = scopeOf(of, live, window);
  const series = await querySeries(scope);
  const { answer, by } = await withAnswerers(of, live, () => firstTotal(scope, series));
  return { series, total: answer, by };
}

export const servicesOf = (series: readonly ProfileSeries[]): ReadonlySet<string> =>
  new Set(series.map(({ service }) => service));

/** Why v1 alone answered, as far as the configuration tells. */
function whyNotV2(of: PyroscopeCase, live: Live, setting: (name: string) => string | undefined): Observation {
  if (phaseToProve(of) === 'v2')
    return wrong('the query-backend counter did not increase: v2 did not answer');
  const queryBackendFrom = setting('queryBackendFrom') ?? '';
  if (setting('queryBackend') !== 'true')
    return wrong('v1 answered: the v2 query backend is off (-enable-query-backend=false)');
  if (queryBackendFrom === 'auto')
    return notYet(
      'v1 answered: `auto` switches a tenant to v2 after its first compaction, with up to 60 s delay; see the check compaction',
    );
  const from = Date.parse(queryBackendFrom);
  if (from > live.now()) return notYet(`v1 answered: v2 is only queried from ${queryBackendFrom} on`);
  if (isYoungSince(live, from))
    return notYet(`v1 answered: there may be no data in v2 since ${queryBackendFrom} yet`);
  return wrong(`v1 answered, though v2 should from ${queryBackendFrom} on`);
}

function judge(
  of: PyroscopeCase,
  live: Live,
  reading: SplitReading,
  setting: (name: string) => string | undefined,
): Observation {
  const { series, total: sum, by } = reading;
  if (series.length === 0) return notYet(`no profile within the last ${minutes(live.sinceMs)}`);
  if (by.v2 <= 0) return whyNotV2(of, live, setting);
  const services = servicesOf(series).size;
  if (sum === 0) return wrong(`v2 was queried and found nothing for ${counted(services, 'service')}`);
  return fine(
    `${counted(services, 'service')}; one query increased v2 by ${by.v2} and v1 by ${by.v1}, with a total of ${sum}`,
  );
}

/** A query may span a day by default (querier.max-query-length of 1.21.0 and 2.2.1). */
const LONGER = 23 * 3_600_000;

async function askWhoAnswers(of: PyroscopeCase, live: Live): Promise<Observation> {
  const setting = await runningSettings(of, live, 'query-frontend');
  const [tenant] = await tenantsOf(of, live);
  const one = asTenant(live, tenant);
  const end = live.now();
  const recent = await readWindow(of, one, { start: end - live.sinceMs, end });
  const { soak } = live;
  if (recent.series.length > 0 || soak === undefined) return judge(of, live, recent, setting);
  // Where nothing was sent for an hour, as between nightly jobs, the last of the soak is there to be asked for.
  const start = Math.max(soak.since, end - LONGER);
  return judge(of, live, await readWindow(of, one, { start, end }), setting);
}

export const v2AnswersQueries: PyroscopeCheck = {
  id: 'v2-answers-queries',
  title: 'v2 answers queries',
  phases: phasesWith('v2'),
  alone: true,
  why: 'In dual, v1 gives the same answers, so results alone prove nothing about v2.',
  expected: () =>
    'a query by service_name increases the counter of QueryBackendService/Invoke and finds data',
  command: (of, live) =>
    grepMetrics(of, live, 'query-backend', 'request_duration_seconds_count.*QueryBackendService/Invoke'),
  observe: askWhoAnswers,
};

/** The last data of dual may carry the time of the upgrade itself. */
const BEFORE = 1000;

/** Undefined: nothing to complain of. */
async function ingesterLeft(of: PyroscopeCase, live: Live): Promise<Observation | undefined> {
  const samples = (await metricsOf(of, live, 'distributor')).flat();
  const active = total(samples, 'pyroscope_ring_members', { name: 'ingester', state: 'ACTIVE' });
  return active === 0 ? undefined : wrong(`the ingester ring has ${active} active members`);
}

const endOf = (upgradedAt: string | undefined): number | undefined =>
  upgradedAt === undefined ? undefined : Date.parse(upgradedAt) - BEFORE;

async function dualData(of: PyroscopeCase, live: Live, upgradedAt: string): Promise<Observation> {
  const end = Date.parse(upgradedAt) - BEFORE;
  const { series, total: sum, by } = await readWindow(of, live, { start: end - live.sinceMs, end });
  const time = `the ${minutes(live.sinceMs)} before the upgrade`;
  if (series.length === 0 || sum === 0) return wrong(`no data found for ${time} at ${upgradedAt}`);
  return fine(
    `no ingester; ${counted(servicesOf(series).size, 'service')} found for ${time}, by v2 (${by.v2})`,
  );
}

async function lookBehindUpgrade(of: PyroscopeCase, live: Live): Promise<Observation> {
  const left = await ingesterLeft(of, live);
  if (left !== undefined) return left;
  if (live.upgradedAt === undefined) return fine('no ingester; a first install has no earlier data');
  const [tenant] = await tenantsOf(of, live);
  return dualData(of, asTenant(live, tenant), live.upgradedAt);
}

export const afterV2: PyroscopeCheck = {
  id: 'after-v2',
  title: 'v1 is gone and the data from dual is still there',
  phases: ['v2'],
  alone: true,
  why: 'A metastore that lost its index answers every query with 200 and an empty result, while the blocks stay in the bucket.',
  expected: (_, { upgradedAt }) =>
    `no ingester${upgradedAt === undefined ? '' : `, and data from before ${upgradedAt}`}`,
  command: (of, live) => query(of, live, endOf(live.upgradedAt) ?? live.now()),
  observe: lookBehindUpgrade,
};
