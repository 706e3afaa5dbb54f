import { noPod } from '../live/metrics.ts';
import { readServerConfig, type ServerConfig } from '../live/server-config.ts';
import type { CheckContext, Observation } from './check.ts';
import { grepMetrics } from './commands.ts';
import { defineCheck } from './define-check.ts';
import { fine, notYet, unanswered, wrong } from './observation.ts';
import { endpointsFor } from './places.ts';
import { type Reading, readWindow } from './v2-reading.ts';

const minutes = (ms: number): string => `${Math.round(ms / 60_000)} minutes`;

/** Why v1 alone answered, as far as the configuration tells. */
function whyNotV2(context: CheckContext, { queryBackend, queryBackendFrom }: ServerConfig): Observation {
  if (context.phase === 'v2')
    return wrong('the counter of the query-backend did not rise: v2 did not answer');
  if (!queryBackend) return wrong('v1 answered: the v2 query backend is off (-enable-query-backend=false)');
  if (queryBackendFrom === 'auto')
    return notYet(
      'v1 answered: `auto` takes v2 for a tenant from its first compaction on, and up to 60 s later; see the check compaction',
    );
  if (Date.parse(queryBackendFrom) > context.now())
    return notYet(`v1 answered: v2 is asked only from ${queryBackendFrom} on`);
  return wrong(`v1 answered, though v2 should from ${queryBackendFrom} on`);
}

function judge(context: CheckContext, reading: Reading, config: ServerConfig): Observation {
  const { series, total, by } = reading;
  if (series.length === 0) return notYet(`no profile within the last ${minutes(context.sinceMs)}`);
  if (by.v2 <= 0) return whyNotV2(context, config);
  const services = new Set(series.map(({ service }) => service)).size;
  if (total === 0) return wrong(`v2 was asked, and found nothing of ${services} services`);
  return fine(
    `${services} services; one query raised v2 by ${by.v2} and v1 by ${by.v1}, its total is ${total}`,
  );
}

async function observe(context: CheckContext): Promise<Observation> {
  const [frontend] = endpointsFor(context, 'query-frontend');
  if (frontend === undefined) return unanswered(noPod('query-frontend'));
  const config = await readServerConfig(frontend);
  if (!config.ok) return unanswered(config.error);
  const reading = await readWindow(context, context.now() - context.sinceMs, context.now());
  return reading.ok ? judge(context, reading.value, config.value) : unanswered(reading.error);
}

export const v2AnswersQueries = defineCheck({
  id: 'v2-answers-queries',
  title: 'v2 answers queries',
  phases: ['dual', 'v2'],
  alone: true,
  why: 'In dual v1 gives the same answers, so results alone prove nothing about v2.',
  expected: () => 'a query by service_name raises the counter of QueryBackendService/Invoke and finds data',
  command: (context) =>
    grepMetrics(context, 'query-backend', 'request_duration_seconds_count.*QueryBackendService/Invoke'),
  observe,
});
