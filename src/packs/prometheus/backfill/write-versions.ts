import type { HttpStream } from '../../../live/http-client.ts';
import type { Version2 } from '../wire/version-2.ts';

/** Versions of remote_write, and what a request of each is told by. */
export const WRITE_HEADERS = {
  '1.0': {
    'content-type': 'application/x-protobuf',
    'content-encoding': 'snappy',
    'x-prometheus-remote-write-version': '0.1.0',
  },
  '2.0': {
    'content-type': 'application/x-protobuf;proto=io.prometheus.write.v2.Request',
    'content-encoding': 'snappy',
    'x-prometheus-remote-write-version': '2.0.0',
  },
} as const;

export type WriteVersion = keyof typeof WRITE_HEADERS;
export const WRITE_VERSIONS = Object.keys(WRITE_HEADERS) as WriteVersion[];

/**
 * Why an acknowledgement of version 2.0 proves nothing; undefined where it does. A receiver that does not know the version
 * answers 2xx and stores nothing (Prometheus 2.42, VictoriaMetrics, Thanos, InfluxDB); one that does says how much it stored.
 */
export function unprovenBy(
  answer: Pick<HttpStream, 'status' | 'header'>,
  { samples, histograms }: Omit<Version2, 'bytes'>,
): { readonly reason: string; readonly hint: string } | undefined {
  const written = (what: string): string | undefined =>
    answer.header(`x-prometheus-remote-write-${what}-written`);
  if (written('samples') === undefined)
    return {
      reason: `HTTP ${answer.status} without the header X-Prometheus-Remote-Write-Samples-Written: the destination does not know remote_write 2.0, and may have stored nothing`,
      hint: '. Leave out --remote-write-version',
    };
  const stored = Number(written('samples')) + Number(written('histograms') ?? 0);
  return stored === samples + histograms
    ? undefined
    : {
        reason: `HTTP ${answer.status}, but by its headers the destination stored ${stored} of ${samples + histograms} samples`,
        hint: '. Leave out --remote-write-version, and look into its log',
      };
}
