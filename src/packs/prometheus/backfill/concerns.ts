import type { Destination, Server } from './destination.ts';
import type { BackfillOptions } from './options.ts';
import type { Probe } from './probe.ts';
import type { ReadStore } from './read-range.ts';
import type { PrometheusSettings } from './server-settings.ts';

/** What is known before the first byte is copied. */
export interface Concern {
  readonly id: string;
  /** An error ends the run, unless `--accept <id>` says otherwise. */
  readonly severity: 'error' | 'warning' | 'info';
  readonly what: string;
  readonly fix: string;
}

/** Both stores, as far as they say something of themselves. */
export interface Known {
  readonly options: BackfillOptions;
  readonly end: number;
  readonly now: number;
  readonly sourceServer: Server;
  readonly store: ReadStore;
  readonly destination: Destination;
  readonly source: PrometheusSettings;
  readonly there: PrometheusSettings;
  readonly probed: Probe | undefined;
}

export const error = (id: string, what: string, fix: string): Concern => ({
  id,
  severity: 'error',
  what,
  fix,
});
export const warning = (id: string, what: string, fix: string): Concern => ({
  id,
  severity: 'warning',
  what,
  fix,
});
