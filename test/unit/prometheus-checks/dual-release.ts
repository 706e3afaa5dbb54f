import { expect } from 'vitest';
import { emptyState, type SavedState } from '../../../src/packs/prometheus/backfill/state.ts';
import { fakePrometheus, HOUR, type Labels, MINUTE, NOW } from './fake-prometheus.ts';
import { NEW_URL, OLD_URL, ownMetrics } from './queue.ts';

/** A release in dual, and what its servers answer. */
export const SINCE = NOW - 26 * HOUR;
export const ENTRIES = [
  { name: 'old', url: OLD_URL },
  { name: 'new', url: NEW_URL },
];
export const SETTINGS = { destination: NEW_URL, dualSince: new Date(SINCE).toISOString() };

export const saying = (...parts: readonly string[]) =>
  expect.stringMatching(new RegExp(parts.join('.*'), 's'));

/** `/api/v1/status/config` as Prometheus 2.42 to 3.15 answers it. */
export const configPage = (...urls: readonly string[]): string =>
  JSON.stringify({
    status: 'success',
    data: {
      yaml: `global:\n  scrape_interval: 15s\n  external_labels:\n    prometheus: mon/k8s\nremote_write:\n${urls
        .map(
          (url) =>
            `- url: ${url}\n  remote_timeout: 30s\n  name: x\n  headers:\n    Authorization: Bearer abc\n`,
        )
        .join('')}`,
    },
  });

export const flagsPage = (flags: Labels): string => JSON.stringify({ status: 'success', data: flags });

export const running = (urls: readonly string[], process = {}) =>
  fakePrometheus(ownMetrics(process), undefined, {
    '/api/v1/status/config': configPage(...urls),
    '/api/v1/status/flags': flagsPage({ 'storage.tsdb.path': '/data', 'storage.tsdb.retention.time': '0s' }),
  });

export const BOTH = [OLD_URL, NEW_URL];
export const POD = 'mon-prometheus-server-0';
export const START = NOW - 30 * 24 * HOUR;

export function stateWith(more: Partial<SavedState> = {}, writer = NEW_URL): SavedState {
  const identity = {
    ...{ reader: 'http://cortex:9009/prometheus/api/v1/read', writer },
    ...{ selector: '{__name__=~".+"}', drop: [], tenants: ['', ''] },
  };
  const end = SINCE + MINUTE;
  const whole = [[START, end]] as const;
  return {
    ...emptyState({ name: 'backfill', identity, product: 'mimir', start: START, end }),
    ...{ copied: whole, verified: whole, settled: whole, samples: 12_345 },
    ...more,
  };
}
