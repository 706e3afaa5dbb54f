import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { askerOf } from '../../src/checks/ask.ts';
import type { CheckResult } from '../../src/checks/check.ts';
import { urlEndpoint } from '../../src/live/http.ts';
import { metric } from '../e2e/tools/metrics.ts';
import { type PyroscopeServer, page } from '../e2e/tools/pyroscope-server.ts';
import { dualServer } from './dual-server.ts';
import { Recorder, type Run, runAgainst } from './recording.ts';

/** A folder with programs pyroscope-VERSION, built by hand: servers 2.x are in no package registry. */
const FOLDER = process.env.PHASEGATE_SERVERS;
/** Set to keep what the servers answer as fixtures. */
const isRecording = process.env.PHASEGATE_RECORD_SERVERS === '1';

const HOUR = 3_600_000;
const MINUTE = 60_000;

async function push(server: PyroscopeServer, service: string, until: number, tenant?: string): Promise<void> {
  const query = new URLSearchParams({
    name: service,
    from: `${(until - 1000) * 1e6}`,
    until: `${until * 1e6}`,
    format: 'folded',
  });
  const headers: Record<string, string> = tenant === undefined ? {} : { 'X-Scope-OrgID': tenant };
  const answer = await fetch(`${server.url}/ingest?${query}`, {
    method: 'POST',
    body: 'main;work 100\n',
    headers,
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`push of ${service} answered ${answer.status}: ${text}`);
}

/** A profile every 4 minutes of a time in the past, in minutes ago. */
async function pushPast(server: PyroscopeServer, service: string, from: number, to: number, tenant?: string) {
  const now = Date.now();
  for (let ago = from; ago >= to; ago -= 4) await push(server, service, now - ago * MINUTE, tenant);
}

const compacted = (metrics: string): number =>
  metric(metrics, 'pyroscope_compaction_worker_jobs_completed_total', { status: 'success' });

/** Sends until v2's first blocks are compacted, and waits until queries go to v2. */
async function pushUntilCompacted(
  server: PyroscopeServer,
  services: readonly (readonly [string, string | undefined])[],
) {
  for (let tries = 0; tries < 600; tries++) {
    for (const [service, tenant] of services) await push(server, service, Date.now(), tenant);
    if (compacted(await page(server, '/metrics')) > 1) break;
    await pause(330);
  }
  for (let rest = 0; rest < 90; rest++) {
    for (const [service, tenant] of services) await push(server, service, Date.now(), tenant);
    await pause(1000);
  }
  await pause(10_000);
}

const find = (results: readonly CheckResult[], id: string) => results.find((one) => one.id === id);

const cases = [
  { version: '1.21.0', isVersion2: false, tenants: [undefined], extra: [] },
  {
    version: '2.2.1',
    isVersion2: true,
    tenants: ['shop', 'bank'],
    extra: ['-auth.multitenancy-enabled=true'],
  },
] as const;

describe.each(cases)(
  'the checks of dual against a real server $version',
  ({ version, isVersion2, tenants, extra }) => {
    const program = FOLDER === undefined ? '' : join(FOLDER, `pyroscope-${version}`);

    it.skipIf(!existsSync(program))(
      'find every hour of the soak, and a gap in it after restarts (set PHASEGATE_SERVERS to a folder with the program)',
      async ({ onTestFinished }) => {
        const place = await dualServer(program, { isVersion2, extra }, onTestFinished);
        const [first, second = first] = tenants;
        const services: readonly (readonly [string, string | undefined])[] = [
          ['checkout', first],
          ['search', first],
          ['ledger', second],
        ];
        let server = await place.start();
        for (const [service, tenant] of services) {
          const parts =
            service === 'search'
              ? [
                  [360, 270],
                  [116, 1],
                ]
              : [[360, 1]];
          for (const [from = 0, to = 0] of parts) await pushPast(server, service, from, to, tenant);
        }
        await pushUntilCompacted(server, services);

        const look = async (name: string) => {
          const querier = await place.startQuerier();
          const statuses: Record<string, CheckResult | undefined> = {};
          for (const layout of ['single-binary', 'microservices'] as const) {
            const now = Date.now();
            const soak = { since: now - 5 * HOUR, neededMs: 4 * HOUR };
            const run: Run = { now, layout, soak, ...(first !== undefined && { tenant: first }) };
            const recorder = new Recorder();
            const asker = (check: string, who: 'server' | 'querier') => {
              const { url } = who === 'server' ? server : querier;
              return recorder.asker(`${check} ${who}`, askerOf(urlEndpoint(new URL(url))));
            };
            const results = await runAgainst(run, asker, pause);
            console.log(
              [
                `${version} ${name} ${layout}`,
                ...results.map(({ id, status, seen }) => `  ${status} ${id}: ${seen}`),
              ].join('\n'),
            );
            if (isRecording) recorder.write(`${version}-${layout}-${name}`, run, results);
            const others = results.filter(({ id }) => id !== 'v2-complete');
            expect(others.filter(({ status }) => status !== 'ok')).toEqual([]);
            statuses[layout] = find(results, 'v2-complete');
          }
          await querier.process.stop();
          return statuses;
        };

        const whole = await look('whole');
        expect(whole['single-binary']).toMatchObject({ status: 'ok' });
        expect(whole.microservices).toMatchObject({ status: 'ok' });

        await place.stop();
        server = await place.start(0);
        // Longer than v1's blocks of up to an hour: in one process a shorter gap may lie in a block that reaches over it.
        await pushPast(server, 'search', 266, 120, first);
        await place.stop();
        server = await place.start();
        await pushUntilCompacted(server, services);

        const gap = await look('gap');
        expect(gap['single-binary']).toMatchObject({
          status: 'failed',
          seen: expect.stringContaining('in v1 but not in v2: search (process_cpu:cpu) from'),
        });
        expect(gap.microservices).toMatchObject({
          status: 'failed',
          seen: expect.stringContaining('v2 has less than v1: search'),
        });
      },
    );
  },
);
