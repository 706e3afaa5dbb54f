import type { Sample } from '../live/prometheus-text.ts';
import { choose, totalsBy } from '../live/samples.ts';

const REQUESTS = 'pyroscope_request_duration_seconds_count';
const DOWNSTREAM = 'pyroscope_write_path_downstream_request_duration_seconds_count';

/** One kind of error: as counters of a page, and as a selector for Prometheus. */
export interface ErrorKind {
  readonly words: string;
  readonly metric: string;
  /** Label matchers of everything that counts, and of the errors among it. */
  readonly all: string;
  readonly errors: string;
  readonly isCounted: (labels: Sample['labels']) => boolean;
  readonly isError: (labels: Sample['labels']) => boolean;
}

/**
 * The guide's own expression counts readiness probes, and misses gRPC (status_code success or error there) and the
 * v2 writes of dual, whose failure no client sees.
 */
export const ERROR_KINDS: readonly ErrorKind[] = [
  {
    words: 'HTTP answers 5xx',
    metric: REQUESTS,
    all: 'method!="gRPC",route!="ready"',
    errors: 'status_code=~"5..",route!="ready"',
    isCounted: ({ method, route }) => method !== 'gRPC' && route !== 'ready',
    isError: ({ status_code }) => /^5..$/.test(status_code ?? ''),
  },
  {
    words: 'gRPC errors',
    metric: REQUESTS,
    all: 'method="gRPC"',
    errors: 'method="gRPC",status_code="error"',
    isCounted: ({ method }) => method === 'gRPC',
    isError: ({ status_code }) => status_code === 'error',
  },
  {
    words: 'failed writes',
    metric: DOWNSTREAM,
    all: '',
    errors: 'status!~"2.."',
    isCounted: () => true,
    isError: ({ status }) => !/^2..$/.test(status ?? ''),
  },
];

export interface RouteErrors {
  readonly route: string;
  readonly errors: number;
  readonly requests: number;
}

/** Errors of one kind by route, only routes that have any. */
export function errorsByRoute(samples: readonly Sample[], kind: ErrorKind): RouteErrors[] {
  const counted = choose(samples, kind.metric).filter(({ labels }) => kind.isCounted(labels));
  const requests = totalsBy(counted, 'route');
  const errors = totalsBy(
    counted.filter(({ labels }) => kind.isError(labels)),
    'route',
  );
  return [...errors]
    .filter(([, count]) => count > 0)
    .map(([route, count]) => ({ route, errors: count, requests: requests.get(route) ?? 0 }));
}
