import type { CheckContext } from './check.ts';
import { placeOf, podsFor } from './places.ts';

/** A pod where one is known; else the Service, named as the chart names it for a release of its own name. */
function targetOf(context: CheckContext, component: string): string {
  const [pod] = podsFor(context, component);
  if (pod !== undefined) return `pod/${pod.name}`;
  const place = placeOf(context, component);
  return place === 'all' ? `svc/${context.releaseName}` : `svc/${context.releaseName}-${place}`;
}

/** Asks one path of a component through a port-forward that ends with the line. `tail` is what follows the address. */
export function curl(context: CheckContext, component: string, path: string, tail = ''): string {
  const { namespace, port } = context;
  const forward = `kubectl port-forward -n ${namespace} ${targetOf(context, component)} 4040:${port} >/dev/null`;
  return `${forward} & sleep 2; curl -sm 10 'http://127.0.0.1:4040${path}'${tail}; kill %1`;
}

export const grepMetrics = (context: CheckContext, component: string, pattern: string): string =>
  curl(context, component, '/metrics', ` | grep -E '${pattern}'`);

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** Posts a query of one service, whose name a person fills in, up to a time in milliseconds since 1970. */
export function query(context: CheckContext, end: number): string {
  const body = {
    profileTypeID: 'process_cpu:cpu:nanoseconds:cpu:nanoseconds',
    labelSelector: '{service_name="YOUR-SERVICE"}',
    start: Math.floor(end - context.sinceMs),
    end: Math.floor(end),
  };
  const { tenant } = context;
  const scope = tenant === undefined ? '' : ` -H ${quoted(`X-Scope-OrgID: ${tenant}`)}`;
  const rest = `${scope} -H 'Content-Type: application/json' -d ${quoted(JSON.stringify(body))}`;
  return curl(context, 'query-frontend', '/querier.v1.QuerierService/SelectMergeStacktraces', rest);
}

export const kubectl = ({ namespace, releaseName }: CheckContext, verb: string, rest = ''): string =>
  `kubectl ${verb} -n ${namespace} -l app.kubernetes.io/instance=${releaseName}${rest}`;
