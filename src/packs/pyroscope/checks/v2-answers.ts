import { defineCheck, fine, notYet, type Observation, unanswered, wrong } from '../../../checks/check.ts';
import { noPod, readMetrics, total } from '../../../checks/metrics.ts';
import type { AsyncResult, LiveProblem } from '../../../live/problems.ts';
import { err, ok, type Result } from '../../../result.ts';
import { phasesWith } from '../facts/phases.ts';
import { type CheckContext, endpointsFor, grepMetrics, query } from './context.ts';
import {
  type Answerers,
  type ProfileSeries,
  type QueryScope,
  querySeries,
  queryTotal,
  type RunningConfig,
  readRunningConfig,
  withAnswerers,
} from './server.ts';

/** One window of time as the query front end answers it. */
export interface Reading {
  /** Services with their profile types. */
  readonly series: readonly ProfileSeries[];
  /** Of the first of them that has one. */
  readonly total: number;
  readonly by: Answerers;
}

/** The query front end for a window; milliseconds since 1970. */
export function scopeOf(context: CheckContext, start: number, end: number): Result<QueryScope, LiveProblem> {
  const [endpoint] = endpointsFor(context, 'query-frontend');
  if (endpoint === undefined) return err(noPod('query-frontend'));
  return ok({ endpoint, tenant: context.tenant, start, end });
}

/** A handful of series, so that one service that has just stopped does not decide. */
const TRIED = 5;

async function firstTotal(scope: QueryScope, series: readonly ProfileSeries[]): AsyncResult<number> {
  for (const one of series.slice(0, TRIED)) {
    const total = await queryTotal(scope, one);
    if (!total.ok || total.value > 0) return total;
  }
  return ok(0);
}

/** Asks what there is in a window and for one total of it, and counts who answered the total. */
export async function readWindow(context: CheckContext, start: number, end: number): AsyncResult<Reading> {
  const scope = scopeOf(context, start, end);
  if (!scope.ok) return scope;
  const series = await querySeries(scope.value);
  if (!series.ok) return series;
  const path = {
    frontends: endpointsFor(context, 'query-frontend'),
    backends: endpointsFor(context, 'query-backend'),
  };
  const asked = await withAnswerers(path, () => firstTotal(scope.value, series.value));
  if (!asked.ok) return asked;
  return ok({ series: series.value, total: asked.value.answer, by: asked.value.by });
}

const minutes = (ms: number): string => `${Math.round(ms / 60_000)} minutes`;

/** Why v1 alone answered, as far as the configuration tells. */
function whyNotV2(context: CheckContext, { queryBackend, queryBackendFrom }: RunningConfig): Observation {
  if (context.phase === 'v2') return wrong('the query-backend counter did not increase: v2 did not answer');
  if (!queryBackend) return wrong('v1 answered: the v2 query backend is off (-enable-query-backend=false)');
  if (queryBackendFrom === 'auto')
    return notYet(
      'v1 answered: `auto` switches a tenant to v2 after its first compaction, with up to 60 s delay; see the check compaction',
    );
  if (Date.parse(queryBackendFrom) > context.now())
    return notYet(`v1 answered: v2 is only queried from ${queryBackendFrom} on`);
  return wrong(`v1 answered, though v2 should from ${queryBackendFrom} on`);
}

function judge(context: CheckContext, reading: Reading, config: RunningConfig): Observation {
  const { series, total, by } = reading;
  if (series.length === 0) return notYet(`no profile within the last ${minutes(context.sinceMs)}`);
  if (by.v2 <= 0) return whyNotV2(context, config);
  const services = new Set(series.map(({ service }) => service)).size;
  if (total === 0) return wrong(`v2 was queried and found nothing for ${services} services`);
  return fine(
    `${services} services; one query increased v2 by ${by.v2} and v1 by ${by.v1}, with a total of ${total}`,
  );
}

async function askWhoAnswers(context: CheckContext): Promise<Observation> {
  const [frontend] = endpointsFor(context, 'query-frontend');
  if (frontend === undefined) return unanswered(noPod('query-frontend'));
  const config = await readRunningConfig(frontend);
  if (!config.ok) return unanswered(config.error);
  const reading = await readWindow(context, context.now() - context.sinceMs, context.now());
  return reading.ok ? judge(context, reading.value, config.value) : unanswered(reading.error);
}

export const v2AnswersQueries = defineCheck<CheckContext>({
  id: 'v2-answers-queries',
  title: 'v2 answers queries',
  phases: phasesWith('v2'),
  alone: true,
  why: 'In dual, v1 gives the same answers, so results alone prove nothing about v2.',
  expected: () =>
    'a query by service_name increases the counter of QueryBackendService/Invoke and finds data',
  command: (context) =>
    grepMetrics(context, 'query-backend', 'request_duration_seconds_count.*QueryBackendService/Invoke'),
  observe: askWhoAnswers,
});

/** The last data of dual may carry the time of the upgrade itself. */
const BEFORE = 1000;

/** Undefined: nothing to complain of. */
async function ingesterLeft(context: CheckContext): Promise<Observation | undefined> {
  const pages = await readMetrics(endpointsFor(context, 'distributor'), 'distributor');
  if (!pages.ok) return unanswered(pages.error);
  const active = total(pages.value.flat(), 'pyroscope_ring_members', { name: 'ingester', state: 'ACTIVE' });
  return active === 0 ? undefined : wrong(`the ingester ring has ${active} active members`);
}

const endOf = (upgradedAt: string | undefined): number | undefined =>
  upgradedAt === undefined ? undefined : Date.parse(upgradedAt) - BEFORE;

async function dualData(context: CheckContext, upgradedAt: string): Promise<Observation> {
  const end = Date.parse(upgradedAt) - BEFORE;
  const reading = await readWindow(context, end - context.sinceMs, end);
  if (!reading.ok) return unanswered(reading.error);
  const { series, total: sum, by } = reading.value;
  const minutes = Math.round(context.sinceMs / 60_000);
  if (series.length === 0 || sum === 0)
    return wrong(`no data found for the ${minutes} minutes before the upgrade at ${upgradedAt}`);
  const services = new Set(series.map(({ service }) => service)).size;
  return fine(
    `no ingester; ${services} services found for the ${minutes} minutes before the upgrade, by v2 (${by.v2})`,
  );
}

async function lookBehindUpgrade(context: CheckContext): Promise<Observation> {
  const left = await ingesterLeft(context);
  if (left !== undefined) return left;
  if (context.upgradedAt === undefined) return fine('no ingester; a first install has no earlier data');
  return dualData(context, context.upgradedAt);
}

export const afterV2 = defineCheck<CheckContext>({
  id: 'after-v2',
  title: 'v1 is gone and the data from dual is still there',
  phases: ['v2'],
  alone: true,
  why: 'A metastore that lost its index answers every query with 200 and an empty result, while the blocks stay in the bucket.',
  expected: ({ upgradedAt }) =>
    `no ingester${upgradedAt === undefined ? '' : `, and data from before ${upgradedAt}`}`,
  command: (context) => query(context, endOf(context.upgradedAt) ?? context.now()),
  observe: lookBehindUpgrade,
});
