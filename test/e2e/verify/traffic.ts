import { setTimeout as pause } from 'node:timers/promises';
import { metric } from '../tools/metrics.ts';
import { type PyroscopeServer, page } from '../tools/pyroscope-server.ts';

/** Profiles are dated one after the other, as v1 drops a second one of the same series and time. */
let lastDate = 0;

function nextDate(): number {
  lastDate = Math.max(lastDate + 1, Date.now());
  return lastDate;
}

/** Sends one profile. @returns the HTTP status. */
export async function pushOne(server: PyroscopeServer, service: string, tenant?: string): Promise<number> {
  const until = nextDate();
  const query = new URLSearchParams({
    name: service,
    from: `${(until - 1000) * 1e6}`,
    until: `${until * 1e6}`,
    format: 'folded',
  });
  const response = await fetch(`${server.url}/ingest?${query}`, {
    method: 'POST',
    body: 'main;work 100\nmain;idle 50\n',
    headers: tenant === undefined ? {} : { 'X-Scope-OrgID': tenant },
  });
  await response.text();
  return response.status;
}

/** Pushes until it answers with one of these statuses: right after its start there is nobody to write to yet. */
export async function pushUntilAnswered(
  server: PyroscopeServer,
  accepted: readonly number[],
  tenant?: string,
): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (server.process.ended) throw new Error(`Pyroscope ended: ${server.process.lastLines(5)}`);
    const status = await pushOne(server, 'first', tenant).catch(() => 0);
    if (accepted.includes(status)) return;
    await pause(500);
  }
  throw new Error(`no push was answered in minutes: ${server.process.lastLines(20)}`);
}

/** Three profiles a second of each service, which fill a segment each half second, until the condition holds. */
export async function pushUntil(
  server: PyroscopeServer,
  services: readonly string[],
  condition: (metrics: string) => boolean,
): Promise<void> {
  for (let tries = 0; tries < 1200; tries++) {
    await Promise.all(services.map((service) => pushOne(server, service)));
    if (condition(await page(server, '/metrics'))) return;
    await pause(330);
  }
  throw new Error(`minutes of traffic were not enough: ${server.process.lastLines(20)}`);
}

export const isCompacted = (metrics: string): boolean =>
  metric(metrics, 'pyroscope_compaction_worker_jobs_completed_total', { status: 'success' }) > 0;
