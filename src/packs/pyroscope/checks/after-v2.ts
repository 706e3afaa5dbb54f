import { readMetrics } from '../live/metrics.ts';
import { total } from '../live/samples.ts';
import type { CheckContext, Observation } from './check.ts';
import { query } from './commands.ts';
import { defineCheck } from './define-check.ts';
import { fine, unanswered, wrong } from './observation.ts';
import { endpointsFor } from './places.ts';
import { readWindow } from './v2-reading.ts';

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
    return wrong(`nothing is found of the ${minutes} minutes before the upgrade at ${upgradedAt}`);
  const services = new Set(series.map(({ service }) => service)).size;
  return fine(
    `no ingester; ${services} services of the ${minutes} minutes before the upgrade are found, by v2 (${by.v2})`,
  );
}

async function observe(context: CheckContext): Promise<Observation> {
  const left = await ingesterLeft(context);
  if (left !== undefined) return left;
  if (context.upgradedAt === undefined)
    return fine('no ingester; a first installation has nothing before it');
  return dualData(context, context.upgradedAt);
}

export const afterV2 = defineCheck({
  id: 'after-v2',
  title: 'v1 is gone and what dual wrote is still there',
  phases: ['v2'],
  alone: true,
  why: 'A metastore that lost its index answers every query with 200 and nothing, while the blocks stay in the bucket.',
  expected: ({ upgradedAt }) =>
    `no ingester${upgradedAt === undefined ? '' : `, and data from before ${upgradedAt}`}`,
  command: (context) => query(context, endOf(context.upgradedAt) ?? context.now()),
  observe,
});
