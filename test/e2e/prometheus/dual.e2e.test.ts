import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, type TestContext } from 'vitest';
import { askerOf, NoAnswer } from '../../../src/checks/ask.ts';
import { type CheckResult, runChecks } from '../../../src/checks/check.ts';
import type { OpenedContext } from '../../../src/checks/context.ts';
import { urlEndpoint } from '../../../src/live/http.ts';
import { type Case, known, type Pack } from '../../../src/pack.ts';
import { CHECKS } from '../../../src/packs/prometheus/checks/index.ts';
import { prometheus } from '../../../src/packs/prometheus/index.ts';
import { withServers } from '../../../src/release/from-server.ts';
import { storedReleases } from '../../../src/release/history.ts';
import { chartManifest } from '../../unit/prometheus-checks/release.ts';
import { storesTest } from '../tools/provided.ts';
import { samplesIn } from './history.ts';
import { readHistory } from './remote.ts';
import { until } from './servers.ts';
import { metricOf, type Store, startPrometheus } from './stores.ts';

type Finished = TestContext['onTestFinished'];

async function nobody(): Promise<never> {
  throw new NoAnswer({ kind: 'unreachable', what: 'No cluster is asked.', remedy: 'Ask the address.' });
}

/** A Prometheus that scrapes itself each second and writes to two stores. */
class Dual {
  readonly source: Store;
  readonly urls: { readonly old: string; readonly new: string };
  since = 0;

  constructor(source: Store, urls: Dual['urls']) {
    this.source = source;
    this.urls = urls;
  }

  /** Its configuration, with one more setting for the queue of the new store. */
  async configure(queue: object = {}): Promise<void> {
    const config = {
      global: { scrape_interval: '1s', scrape_timeout: '1s', external_labels: { prometheus: 'mon/k8s' } },
      scrape_configs: [
        { job_name: 'prometheus', static_configs: [{ targets: [`127.0.0.1:${this.source.port}`] }] },
      ],
      remote_write: [
        { name: 'old', url: this.urls.old },
        { name: 'new', url: this.urls.new, queue_config: { batch_send_deadline: '1s', ...queue } },
      ],
    };
    await writeFile(join(this.source.folder, 'prometheus.yml'), JSON.stringify(config));
  }

  async reload(): Promise<void> {
    const answer = await fetch(`${this.source.base}/-/reload`, { method: 'POST' });
    if (!answer.ok) throw new Error(`reload: ${await answer.text()}`);
  }

  /** Scrapes of its own metrics from now on. */
  async scraped(count: number): Promise<void> {
    const from = Date.now();
    const counted = async (): Promise<number> => {
      const parameters = new URLSearchParams({ query: `up[${Math.ceil((Date.now() - from) / 1000) + 1}s]` });
      const answer = await fetch(`${this.source.base}/api/v1/query?${parameters}`);
      const { data } = (await answer.json()) as { data?: { result?: { values: [number, string][] }[] } };
      const values = data?.result?.[0]?.values ?? [];
      return values.filter(([time]) => time * 1000 > from).length;
    };
    await until(`${count} scrapes`, async () => (await counted()) >= count);
  }

  /** What a check says, by its id. */
  async verdict(id: string): Promise<CheckResult> {
    const settings: Readonly<Record<string, string>> = {
      destination: this.urls.new,
      dualSince: new Date(this.since).toISOString(),
    };
    const pack = (prometheus.withSettings?.((name) => {
      const value = settings[name];
      return value === undefined ? undefined : known(value, 'person');
    }) ?? prometheus) as Pack;
    const [stored] = storedReleases(
      chartManifest([
        { name: 'old', url: this.urls.old },
        { name: 'new', url: this.urls.new },
      ]),
      [pack],
    );
    if (stored === undefined) throw new Error('no release in the manifests');
    const opened: OpenedContext = {
      ...{ releaseName: 'mon', namespace: 'monitoring', pods: [], claims: [] },
      ...{ ask: nobody, askAt: nobody, object: nobody, logs: nobody },
      sinceMs: 3_600_000,
      now: Date.now,
      pause: (ms) => pause(ms),
      asksCluster: false,
      hasPrometheus: false,
      address: askerOf(urlEndpoint(new URL(this.source.base))),
    };
    const of: Case = { now: stored.state, asked: () => undefined, options: {}, clock: Date.now() };
    const checks = CHECKS.filter((one) => one.id === id) as unknown as Pack['checks'];
    for await (const result of runChecks(checks, of, withServers(opened, pack, stored.state))) return result;
    throw new Error(`no check ${id}`);
  }
}

const FLAGS = ['--web.enable-lifecycle', '--storage.remote.flush-deadline=1s'];

interface Started {
  readonly onTestFinished: Finished;
  /** In place of a Prometheus. */
  readonly newUrl?: string;
  readonly args?: readonly string[];
  /** Settings of the queue for the new store. */
  readonly queue?: object;
}

/** Two stores, and a Prometheus in dual whose second entry came by a reload. */
async function startDual(
  program: string,
  { onTestFinished, newUrl, args = [], queue }: Started,
): Promise<Dual & { readonly destination: Store }> {
  const [old, destination, source] = await Promise.all([
    startPrometheus(program, { onTestFinished }),
    startPrometheus(program, { onTestFinished }),
    startPrometheus(program, { onTestFinished, args: [...FLAGS, ...args] }),
  ]);
  const dual = new Dual(source, { old: old.write, new: newUrl ?? destination.write });
  await dual.configure(queue);
  await dual.reload();
  dual.since = Date.now();
  await dual.scraped(5);
  return Object.assign(dual, { destination });
}

const GAP = 'dual-without-gap';

/** Until a check says something for good: queues need a moment. */
async function settled(dual: Dual, id: string): Promise<CheckResult> {
  let result = await dual.verdict(id);
  const isDecided = async (): Promise<boolean> => {
    result = await dual.verdict(id);
    return result.status !== 'waiting';
  };
  // What waits at every scrape has to become less than a thousandth of all that was taken in.
  await until(`${id} is decided`, isDecided, 240);
  return result;
}

describe('dual, with real servers', () => {
  for (const version of ['prometheus2', 'prometheus3'] as const) {
    storesTest(
      `${version}: is proven where nothing was lost`,
      async ({ programs, expect, onTestFinished }) => {
        const dual = await startDual(programs[version], { onTestFinished });
        const gap = await settled(dual, GAP);
        expect([gap.status, gap.seen]).toEqual([
          'ok',
          expect.stringMatching(/^all (but [\d,]+ of )?[\d,]+ samples since .* reached new/),
        ]);
        const stands = await dual.verdict('destination-entry-stands');
        expect([stands.status, stands.seen]).toEqual(['ok', expect.stringContaining('has the entry')]);
        expect((await dual.verdict('queues-not-behind')).status).toBe('ok');
      },
    );

    storesTest(
      `${version}: is proven across a reload of the same entries`,
      async ({ programs, expect, onTestFinished }) => {
        const dual = await startDual(programs[version], { onTestFinished });
        await dual.reload();
        await dual.scraped(3);
        expect((await settled(dual, GAP)).status).toBe('ok');
      },
    );

    storesTest(`${version}: is not proven after a restart`, async ({ programs, expect, onTestFinished }) => {
      const dual = await startDual(programs[version], { onTestFinished });
      // A restart within the time that a reload may take counts as the one that began dual.
      dual.since -= 3_600_000;
      await dual.destination.process.stop();
      await dual.scraped(3);
      await dual.source.process.stop();
      await startPrometheus(programs[version], { onTestFinished, args: FLAGS, after: dual.source });
      await startPrometheus(programs[version], { onTestFinished, after: dual.destination });
      await dual.scraped(3);
      const gap = await settled(dual, GAP);
      expect([gap.status, gap.seen]).toEqual(['unknown', expect.stringContaining('it was started at')]);
    });

    storesTest(
      `${version}: is not proven where a reload changed the entry`,
      async ({ programs, expect, onTestFinished }) => {
        const dual = await startDual(programs[version], { onTestFinished });
        await until(
          'something was sent',
          async () => (await metricOf(dual.source, 'prometheus_remote_storage_samples_total')) > 0,
        );
        await dual.scraped(2);
        await dual.destination.process.stop();
        await dual.scraped(3);
        await dual.configure({ max_shards: 7 });
        await dual.reload();
        await startPrometheus(programs[version], { onTestFinished, after: dual.destination });
        await dual.scraped(3);
        const gap = await settled(dual, GAP);
        expect([gap.status, gap.seen]).toEqual(['unknown', expect.stringContaining('began anew')]);
      },
    );

    storesTest(
      `${version}: has failed where the store refused samples`,
      async ({ programs, expect, onTestFinished }) => {
        let isRefusing = false;
        const store = createServer((request, answer) => {
          request.resume().on('end', () => answer.writeHead(isRefusing ? 400 : 204).end());
        });
        await new Promise<void>((resolve) => store.listen(0, '127.0.0.1', resolve));
        onTestFinished(() => void store.close());
        const { port } = store.address() as AddressInfo;
        const dual = await startDual(programs[version], {
          onTestFinished,
          newUrl: `http://127.0.0.1:${port}/api/v1/write`,
        });
        isRefusing = true;
        await until(
          'something failed',
          async () => (await metricOf(dual.source, 'prometheus_remote_storage_samples_failed_total')) > 0,
        );
        isRefusing = false;
        await dual.scraped(3);
        const failed = await metricOf(dual.source, 'prometheus_remote_storage_samples_failed_total');
        const gap = await settled(dual, GAP);
        expect([gap.status, gap.seen]).toEqual([
          'failed',
          expect.stringContaining(`${failed} samples refused by the store`),
        ]);
      },
    );
  }

  storesTest(
    'prometheus3: counts what an outage longer than the WAL lost',
    // The WAL is cut after some blocks of a minute, the shortest there are.
    { timeout: 600_000 },
    async ({ programs, expect, onTestFinished }) => {
      const blocks = ['--storage.tsdb.min-block-duration=1m', '--storage.tsdb.max-block-duration=1m'];
      const queue = { capacity: 500, max_shards: 1, max_samples_per_send: 500 };
      const dual = await startDual(programs.prometheus3, { onTestFinished, args: blocks, queue });
      const cuts = () => metricOf(dual.source, 'prometheus_tsdb_wal_truncations_total');
      // What the outage keeps in the queue is younger than what is counted from below.
      await dual.scraped(10);
      await dual.destination.process.stop();
      const before = await cuts();
      await until('the WAL is cut', async () => (await cuts()) > before, 400);
      const destination = await startPrometheus(programs.prometheus3, {
        onTestFinished,
        after: dual.destination,
      });
      await dual.scraped(20);
      const gap = await settled(dual, GAP);
      const [, lost = ''] = /([\d,]+) samples taken in since/.exec(gap.seen) ?? [];
      expect(gap.status, gap.seen).toBe('failed');
      // What both hold of a time that is over.
      const [from, to] = [Math.ceil(dual.since / 1000) * 1000 + 5000, Date.now() - 10_000];
      const count = async (store: Store) => samplesIn(await readHistory(store.read, from, to));
      const missing = (await count(dual.source)) - (await count(destination));
      expect(missing).toBeGreaterThan(0);
      // At both ends a few scrapes are on their way from the WAL to the queue: nothing tells them from lost ones.
      expect(Math.abs(Number(lost.replaceAll(',', '')) - missing) / missing).toBeLessThan(0.05);
    },
  );
});
