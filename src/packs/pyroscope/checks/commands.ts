import type { CheckContext } from './check.ts';
import { placeOf, podsFor } from './places.ts';

/** A pod where one is known; else the Service, named as the chart names it for a release of its own name. */
function targetOf(context: CheckContext, component: string): string {
  const [pod] = podsFor(context, component);
  if (pod !== undefined) return `pod/${pod.name}`;
  const place = placeOf(context, component);
  return place === 'all' ? `svc/${context.releaseName}` : `svc/${context.releaseName}-${place}`;
}

/** Asks one path of a component through a port-forward that ends with the line. `tail` is a filter, such as ` | grep x`. */
export function curl(context: CheckContext, component: string, path: string, tail = ''): string {
  const { namespace, port, tenant } = context;
  const forward = `kubectl port-forward -n ${namespace} ${targetOf(context, component)} 4040:${port}`;
  const scope = tenant === undefined ? '' : ` -H 'X-Scope-OrgID: ${tenant}'`;
  return `${forward} & sleep 2; curl -sm 10${scope} 'http://127.0.0.1:4040${path}'${tail}; kill %1`;
}

export const grepMetrics = (context: CheckContext, component: string, pattern: string): string =>
  curl(context, component, '/metrics', ` | grep -E '${pattern}'`);

/** Posts a query as JSON; `start` and `end` are filled in by the shell: the last hour. */
export function query(context: CheckContext, selector: string): string {
  const body = `{"profileTypeID":"process_cpu:cpu:nanoseconds:cpu:nanoseconds","labelSelector":"${selector}","start":'$(date -d -1hour +%s000)',"end":'$(date +%s000)'}`;
  const header = ` -H 'Content-Type: application/json' -d '${body}'`;
  return curl(context, 'query-frontend', '/querier.v1.QuerierService/SelectMergeStacktraces', `${header}`);
}

export const kubectl = ({ namespace, releaseName }: CheckContext, verb: string, rest = ''): string =>
  `kubectl ${verb} -n ${namespace} -l app.kubernetes.io/instance=${releaseName}${rest}`;
