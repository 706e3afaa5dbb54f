import { expect, test } from 'vitest';
import { readListenAddress, serveMetrics } from '../../../src/packs/prometheus/backfill/metrics.ts';
import { emptyState } from '../../../src/packs/prometheus/backfill/state.ts';

test.each([
  [':9100', { port: 9100 }],
  ['9100', { port: 9100 }],
  ['127.0.0.1:9100', { host: '127.0.0.1', port: 9100 }],
  ['[::1]:9100', { host: '::1', port: 9100 }],
  ['pod-0:0', { host: 'pod-0', port: 0 }],
])('%s is an address', (text, address) => {
  expect(readListenAddress(text, '--metrics-listen')).toEqual(address);
});

test.each(['', 'here', ':70000', '::1:9100', 'a:b:1'])('%s is none', (text) => {
  expect(() => readListenAddress(text, '--metrics-listen')).toThrow(/is not an address; use a port/);
});

test('metrics are what the run says when they are scraped', async () => {
  const empty = emptyState({
    name: 'move',
    identity: { reader: 'a', writer: 'b', selector: '{}', drop: [], tenants: ['', ''] },
    product: 'prometheus',
    start: 0,
    end: 10_000,
  });
  const run = {
    state: empty,
    figures: { samples: 0, requests: 0, bytes: 0, retries: 0, sentAgain: 0, unequal: 0 },
  };
  const server = await serveMetrics(
    { host: '127.0.0.1', port: 0 },
    { name: 'move', state: () => run.state, figures: () => run.figures },
  );
  const page = async (): Promise<string> => (await fetch(`http://127.0.0.1:${server.port}/metrics`)).text();
  expect(await page()).toContain('phasegate_backfill_range_seconds{state="copied",backfill="move"} 0\n');
  run.state = { ...empty, copied: [[0, 5000]], verified: [[0, 2000]] };
  run.figures = { ...run.figures, samples: 42, sentAgain: 3 };
  const later = await page();
  for (const line of [
    'phasegate_backfill_range_seconds{state="whole",backfill="move"} 10',
    'phasegate_backfill_range_seconds{state="copied",backfill="move"} 5',
    'phasegate_backfill_range_seconds{state="verified_once",backfill="move"} 2',
    'phasegate_backfill_range_seconds{state="verified",backfill="move"} 0',
    'phasegate_backfill_samples_total{backfill="move"} 42',
    'phasegate_backfill_samples_sent_again_total{backfill="move"} 3',
  ])
    expect(later).toContain(`${line}\n`);
  expect(later).toContain('process_resident_memory_bytes');
  await expect(
    serveMetrics(
      { host: '127.0.0.1', port: server.port },
      { name: 'b', state: () => empty, figures: () => run.figures },
    ),
  ).rejects.toThrow(`nothing can listen on 127.0.0.1:${server.port} (EADDRINUSE); give another address`);
  expect((await fetch(`http://127.0.0.1:${server.port}/`)).status).toBe(404);
  await server.close();
});
