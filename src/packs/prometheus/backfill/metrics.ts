import { usageError } from '../../../command-line.ts';
import { EarlyExit } from '../../../early-exit.ts';
import { type ListenAddress, type PageServer, servePage } from '../../../live/serve-page.ts';
import type { Migration } from './migration.ts';
import { lengthOf } from './ranges.ts';
import type { SavedState } from './state.ts';

const ADDRESS = /^(?:(?<host>[^:[\]]+|\[[0-9a-fA-F:.]+\])?:)?(?<port>\d{1,5})$/;

/** `:9100`, `127.0.0.1:9100`, `[::1]:9100` or `9100`, as Prometheus' own --web.listen-address. @throws EarlyExit */
export function readListenAddress(text: string, flag: string): ListenAddress {
  const { host, port } = ADDRESS.exec(text.trim())?.groups ?? {};
  if (port === undefined || Number(port) > 65_535)
    throw usageError(
      `${flag}: ${JSON.stringify(text)} is not an address; use a port with or without a host, such as :9100`,
    );
  return { port: Number(port), ...(host !== undefined && { host: host.replace(/^\[|\]$/g, '') }) };
}

/** What a run has done so far. */
export interface Figures {
  readonly samples: number;
  readonly requests: number;
  readonly bytes: number;
  readonly retries: number;
  /** Samples that a comparison missed, and that were sent again. */
  readonly sentAgain: number;
  /** Series that a comparison found unequal, summed over its ranges. */
  readonly unequal: number;
}

/** @returns the figures of the run so far, of which the queue counts what is sent and the comparisons what was short */
export function figuresOf({ parts: { queue }, comparisons: { first, second } }: Migration): Figures {
  const { samples, requests, bytes, retries } = queue;
  const figures = { samples, requests, bytes, retries, sentAgain: 0, unequal: 0 };
  for (const { sentAgain, unequal } of [...first, ...second]) {
    figures.sentAgain += sentAgain;
    figures.unequal += unequal;
  }
  return figures;
}

/** Metrics of a run, asked for whenever they are scraped. */
export interface MetricsSource {
  readonly name: string;
  readonly state: () => SavedState;
  readonly figures: () => Figures;
}

const RANGES: Readonly<Record<string, (state: SavedState) => number>> = {
  whole: ({ start, end }) => end - start,
  copied: ({ copied }) => lengthOf(copied),
  in_flight: ({ inFlight }) => lengthOf(inFlight),
  verified_once: ({ verified }) => lengthOf(verified),
  verified: ({ settled }) => lengthOf(settled),
};

const COUNTERS: Readonly<Record<keyof Figures, readonly [name: string, help: string]>> = {
  samples: ['phasegate_backfill_samples_total', 'Samples that this run has sent.'],
  requests: ['phasegate_backfill_requests_total', 'Requests that this run has sent.'],
  bytes: ['phasegate_backfill_sent_bytes_total', 'Bytes of these requests, compressed.'],
  retries: ['phasegate_backfill_retries_total', 'Requests that had to be sent again.'],
  sentAgain: [
    'phasegate_backfill_samples_sent_again_total',
    'Samples that a comparison missed, and that were sent again.',
  ],
  unequal: ['phasegate_backfill_unequal_series_total', 'Series that a comparison found unequal.'],
};

/**
 * Serves metrics of a run at /metrics, with those of the process.
 * @returns where, and what ends it
 * @throws EarlyExit where nothing can listen there
 */
export async function serveMetrics(
  address: ListenAddress,
  { name, state, figures }: MetricsSource,
): Promise<PageServer> {
  const { Registry, Gauge, Counter, collectDefaultMetrics } = (await import('prom-client')).default;
  const registry = new Registry();
  registry.setDefaultLabels({ backfill: name });
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'phasegate_backfill_range_seconds',
    help: 'How much of the range to move has come how far.',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      for (const [label, of] of Object.entries(RANGES)) this.set({ state: label }, of(state()) / 1000);
    },
  });
  for (const [key, [metric, help]] of Object.entries(COUNTERS))
    new Counter({
      name: metric,
      help,
      registers: [registry],
      collect() {
        this.reset();
        this.inc(figures()[key as keyof Figures]);
      },
    });
  const served = await servePage(address, {
    path: '/metrics',
    contentType: registry.contentType,
    text: () => registry.metrics(),
  });
  if (served.ok) return served.value;
  const { host = '', port } = address;
  throw new EarlyExit(
    `phasegate: --metrics-listen: nothing can listen on ${host}:${port} (${served.error}); give another address`,
  );
}
