import type { AsyncResult } from '../../../live/problems.ts';
import { err, ok } from '../../../result.ts';
import { noPod } from '../live/metrics.ts';
import { ingesterServices } from '../live/queries.ts';
import type { CheckContext } from './check.ts';
import { endpointsFor } from './places.ts';
import type { Window } from './v2-window.ts';

/** The services that v1 took in within a window, asked of the ingesters themselves. */
export async function v1Services(
  context: CheckContext,
  { start, end }: Window,
): AsyncResult<readonly string[]> {
  const endpoints = endpointsFor(context, 'ingester');
  if (endpoints.length === 0) return err(noPod('ingester'));
  const { tenant } = context;
  const answers = await Promise.all(
    endpoints.map((endpoint) => ingesterServices({ endpoint, tenant, start, end })),
  );
  const services = new Set<string>();
  for (const answer of answers) {
    if (!answer.ok) return answer;
    for (const service of answer.value) services.add(service);
  }
  return ok([...services].sort());
}
