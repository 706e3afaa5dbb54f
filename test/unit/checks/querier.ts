import type { Endpoint, HttpRequest } from '../../../src/live/cluster.ts';
import { server, started } from './fake.ts';

const CPU = 'process_cpu:cpu:nanoseconds:cpu:nanoseconds';
const SERIES = '/querier.v1.QuerierService/Series';
const TOTAL = '/querier.v1.QuerierService/SelectMergeStacktraces';
const TOTALS = '/querier.v1.QuerierService/SelectSeries';

interface Reads {
  /** Totals by service; asked anew for each query. */
  readonly totals: Readonly<Record<string, number>>;
  /** The total of a service within a time, where that is not the same for all times; milliseconds since 1970. */
  readonly within?: (service: string, start: number, end: number) => number;
  /** Services that are found by their name alone, as v2 finds what is not compacted. */
  readonly unlisted?: readonly string[];
  /** By how much a query raises each counter; a window that starts before `split` raises v1's too. */
  readonly v1?: number;
  readonly v2?: number;
  /** Milliseconds since 1970. */
  readonly split?: number;
  readonly config?: string;
  readonly otherPaths?: Parameters<typeof server>[0];
  readonly metrics?: () => string;
  /** Milliseconds. */
  readonly startedAgo?: number;
}

interface TotalQuestion {
  readonly labelSelector: string;
  readonly start: number;
  readonly end: number;
  /** Seconds. */
  readonly step: number;
  readonly profileTypeID: string;
}

interface Block {
  readonly start: number;
  readonly end: number;
  readonly services: readonly string[];
}

const overlaps = (block: Block, body: string | undefined): boolean => {
  const { start, end } = JSON.parse(body ?? '{}') as { start: number; end: number };
  return block.start <= end && block.end >= start;
};

/** What an ingester prints of its blocks: each lists all of its services for any time that it overlaps. */
export const v1Store = (blocks: () => readonly Block[]) => ({
  '/ingester.v1.IngesterService/Series': ({ body }: HttpRequest) => {
    const found = blocks().filter((block) => overlaps(block, body));
    const services = [...new Set(found.flatMap((block) => block.services))];
    return JSON.stringify({
      labelsSet: services.map((value) => ({ labels: labels(value).labels })),
    });
  },
  '/ingester.v1.IngesterService/BlockMetadata': ({ body }: HttpRequest) => {
    const found = blocks().filter((block) => overlaps(block, body));
    return JSON.stringify({
      blocks: found.map(({ start, end }) => ({ minTime: `${start}`, maxTime: `${end}` })),
    });
  },
});

/** A series of another type than CPU is named with it: `node@wall:wall`. */
const seriesOf = (name: string) => {
  const [service = '', type = CPU] = name.split('@');
  return { service, type };
};

const labels = (name: string) => ({
  labels: [
    { name: 'service_name', value: seriesOf(name).service },
    { name: '__profile_type__', value: seriesOf(name).type },
  ],
});

/** A query front end and query-backend in one: answers from totals, and counts who answered. */
export function readPath(reads: Reads): Endpoint {
  const { totals, unlisted = [], v1 = 0, v2 = 0, split = 0, config = '', otherPaths = {} } = reads;
  const { within = (service) => totals[service] ?? 0 } = reads;
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
      const found = Object.keys(totals).filter((one) =>
        name ? seriesOf(one).service === name[1] : !unlisted.includes(one),
      );
      return JSON.stringify({ labelsSet: found.map(labels) });
    },
    [TOTAL]: ({ body }) => {
      count(body);
      const { labelSelector, start, end, profileTypeID } = JSON.parse(body ?? '{}') as TotalQuestion;
      const service = /"(.*)"/.exec(labelSelector)?.[1] ?? '';
      const isMeant = (one: string) =>
        seriesOf(one).service === service && seriesOf(one).type === profileTypeID;
      const total = within(Object.keys(totals).find(isMeant) ?? service, start, end);
      // A server leaves the total out where it found nothing.
      return JSON.stringify({ flamegraph: total === 0 ? {} : { total: `${total}` } });
    },
    // A server prints the end of a step as its time, and leaves out steps without a value.
    [TOTALS]: ({ body }) => {
      count(body);
      const { start, end, step, profileTypeID } = JSON.parse(body ?? '{}') as TotalQuestion;
      const length = step * 1000;
      const ends = Array.from(
        { length: Math.round((end - start) / length) },
        (_, at) => start + (at + 1) * length,
      );
      const series = Object.keys(totals)
        .filter((name) => !unlisted.includes(name) && seriesOf(name).type === profileTypeID)
        .map((service) => ({
          labels: [{ name: 'service_name', value: seriesOf(service).service }],
          points: ends
            .map((time) => ({ value: within(service, time - length, time), timestamp: `${time}` }))
            .filter(({ value }) => value > 0),
        }));
      return JSON.stringify({ series: series.filter(({ points }) => points.length > 0) });
    },
    '/metrics': () =>
      `${reads.startedAgo === undefined ? started() : started(reads.startedAgo)}${reads.metrics?.() ?? ''}pyroscope_request_duration_seconds_count{method="POST",route="frontendpb_frontendforquerier_queryresult",status_code="200"} ${counted.v1}
pyroscope_request_duration_seconds_count{method="gRPC",route="/query.v1.QueryBackendService/Invoke",status_code="success"} ${counted.v2}
pyroscope_request_duration_seconds_count{method="gRPC",route="/query.v1.QueryBackendService/Invoke",status_code="error"} ${counted.v1}
`,
    '/api/v1/status/config': `limits:\n  enable_query_backend: true\n  enable_query_backend_from: auto\n${config}`,
    ...otherPaths,
  });
}
