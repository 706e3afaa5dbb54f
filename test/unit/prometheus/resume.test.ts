import { expect, test } from 'vitest';
import type { HttpClient, HttpStream } from '../../../src/live/http-client.ts';
import { SAME_LABELS } from '../../../src/packs/prometheus/backfill/copy-range.ts';
import { Migration } from '../../../src/packs/prometheus/backfill/migration.ts';
import { PRODUCTS } from '../../../src/packs/prometheus/backfill/products.ts';
import type { Range } from '../../../src/packs/prometheus/backfill/ranges.ts';
import { emptyState } from '../../../src/packs/prometheus/backfill/state.ts';
import { WriteQueue } from '../../../src/packs/prometheus/backfill/write-queue.ts';

const EMPTY: HttpStream = {
  status: 200,
  header: () => 'application/x-protobuf',
  body: (async function* () {})(),
  text: async () => '',
  shown: (text) => text,
};
const client = { send: async () => ({ ok: true, value: EMPTY }) } as unknown as HttpClient;
const url = new URL('http://127.0.0.1:1/api/v1/read');
const stopping = new AbortController().signal;

test('compares what a killed run had copied and not yet compared', async () => {
  const state = emptyState({
    name: 'one',
    identity: { reader: '', writer: '', selector: '', drop: [], tenants: [] },
    product: 'prometheus',
    start: 0,
    end: 3000,
  });
  const compared: Range[] = [];
  const migration = new Migration(
    {
      source: { client, url, matchers: [], maxBytes: 1000 },
      queue: new WriteQueue(
        { client, url },
        { concurrency: 1, maxBytes: 1000, retryFor: 0, stopping, resends: true, version: '1.0' },
      ),
      readBack: { fidelity: 'exact', read: async () => ({ losesSigns: false }) },
      product: PRODUCTS.prometheus,
      relabelling: SAME_LABELS,
      dropHistograms: false,
      stateStore: { title: 'none', load: async () => ({ ok: true, value: undefined }), save: async () => {} },
      patience: { retryFor: 0, stopping },
      longestSlab: 900_000,
      longestCompared: 900_000,
      compactions: async () => undefined,
      settle: 0,
      watcher: { compared: ({ range }) => compared.push(range) },
      now: () => 0,
    },
    {
      ...state,
      copied: [[0, 3000]],
      verified: [[0, 2000]],
    },
  );
  await migration.copy();
  expect(compared).toEqual([[2000, 3000]]);
  expect(migration.state.verified).toEqual([[0, 3000]]);
});
