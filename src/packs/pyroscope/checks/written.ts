import type { Sample } from '../live/prometheus-text.ts';
import { choose, total } from '../live/samples.ts';

/** Counts of the distributors since they started. */
export interface Written {
  /** Profiles taken in from clients, less those that limits discarded. */
  readonly received: number;
  readonly ingester: RouteCount;
  readonly segmentWriter: RouteCount;
}

export interface RouteCount {
  readonly written: number;
  readonly failed: number;
}

const DOWNSTREAM = 'pyroscope_write_path_downstream_request_duration_seconds_count';
const isSuccess = (status: string): boolean => status.startsWith('2');

function routeCount(samples: readonly Sample[], route: string): RouteCount {
  const all = choose(samples, DOWNSTREAM, { route });
  const written = total(all, DOWNSTREAM, { status: isSuccess });
  return { written, failed: total(all, DOWNSTREAM) - written };
}

/** The series of a route do not exist before its first write. */
export function readWritten(samples: readonly Sample[]): Written {
  const received = total(samples, 'pyroscope_distributor_received_compressed_bytes_count');
  const discarded = total(samples, 'pyroscope_discarded_samples_total');
  return {
    received: Math.max(0, received - discarded),
    ingester: routeCount(samples, 'ingester'),
    segmentWriter: routeCount(samples, 'segment-writer'),
  };
}
