import type { Endpoint } from '../../../src/live/cluster.ts';
import { server, started } from './fake.ts';

const CPU = 'process_cpu:cpu:nanoseconds:cpu:nanoseconds';
const SERIES = '/querier.v1.QuerierService/Series';
const TOTAL = '/querier.v1.QuerierService/SelectMergeStacktraces';

interface Reads {
  /** Totals by service; asked anew for each query. */
  readonly totals: Readonly<Record<string, number>>;
  /** Services that are found by their name alone, as v2 finds what is not compacted. */
  readonly unlisted?: readonly string[];
  /** By how much a query raises each counter; a window that starts before `split` raises v1's too. */
  readonly v1?: number;
  readonly v2?: number;
  /** Milliseconds since 1970. */
  readonly split?: number;
  readonly config?: string;
  readonly otherPaths?: Readonly<Record<string, string>>;
  readonly metrics?: () => string;
}

const labels = (service: string) => ({
  labels: [
    { name: 'service_name', value: service },
    { name: '__profile_type__', value: CPU },
  ],
});

/** A query front end and query-backend in one: answers from totals, and counts who answered. */
export function readPath(reads: Reads): Endpoint {
  const { totals, unlisted = [], v1 = 0, v2 = 0, split = 0, config = '', otherPaths = {} } = reads;
  const counted = { v1: 100, v2: 100 };
  const count = (body: string | undefined) => {
    const { start } = JSON.parse(body ?? '{}') as { start: number };
    counted.v1 += start < split ? 1 : v1;
    counted.v2 += v2;
  };
  return server({
    [SERIES]: ({ body }) => {
      const name = /service_name="(.*?)"/.exec(
        (JSON.parse(body ?? '{}') as { matchers: string[] }).matchers[0] ?? '',
      );
      const found = Object.keys(totals).filter((one) => (name ? one === name[1] : !unlisted.includes(one)));
      return JSON.stringify({ labelsSet: found.map(labels) });
    },
    [TOTAL]: ({ body }) => {
      count(body);
      const { labelSelector } = JSON.parse(body ?? '{}') as { labelSelector: string };
      const service = /"(.*)"/.exec(labelSelector)?.[1] ?? '';
      const total = totals[service] ?? 0;
      // A server leaves the total out where it found nothing.
      return JSON.stringify({ flamegraph: total === 0 ? {} : { total: `${total}` } });
    },
    '/metrics': () =>
      `${started()}${reads.metrics?.() ?? ''}pyroscope_request_duration_seconds_count{method="POST",route="frontendpb_frontendforquerier_queryresult",status_code="200"} ${counted.v1}
pyroscope_request_duration_seconds_count{method="gRPC",route="/query.v1.QueryBackendService/Invoke",status_code="success"} ${counted.v2}
pyroscope_request_duration_seconds_count{method="gRPC",route="/query.v1.QueryBackendService/Invoke",status_code="error"} ${counted.v1}
`,
    '/api/v1/status/config': `limits:\n  enable_query_backend: true\n  enable_query_backend_from: auto\n${config}`,
    ...otherPaths,
  });
}
