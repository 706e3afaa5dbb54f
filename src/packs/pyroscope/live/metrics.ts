import type { Endpoint } from '../../../live/cluster.ts';
import type { AsyncResult, LiveProblem } from '../../../live/problems.ts';
import { err, ok } from '../../../result.ts';
import { askText } from './ask.ts';
import { readPrometheusText, type Sample } from './prometheus-text.ts';

export const noPod = (component: string): LiveProblem => ({
  kind: 'unexpected-answer',
  what: `no pod of the component ${component} can be asked.`,
  remedy: `kubectl get pods -l app.kubernetes.io/component=${component} says what became of it.`,
});

/** The samples of each pod of a component; a problem as soon as one of them cannot be asked. */
export async function readMetrics(
  endpoints: readonly Endpoint[],
  component: string,
): AsyncResult<readonly (readonly Sample[])[]> {
  if (endpoints.length === 0) return err(noPod(component));
  const texts = await Promise.all(endpoints.map((endpoint) => askText(endpoint, { path: '/metrics' })));
  const pages: Sample[][] = [];
  for (const text of texts) {
    if (!text.ok) return text;
    pages.push(readPrometheusText(text.value));
  }
  return ok(pages);
}
