import { askJson, NoAnswer } from '../../../checks/ask.ts';
import { fine, unknown, wrong } from '../../../checks/check.ts';
import { recordOf, textOf } from '../../../live/json.ts';
import type { Live, Observation } from '../../../pack.ts';
import { durationText, prometheusDuration } from '../../../times.ts';
import type { PrometheusCase } from '../read/facts.ts';
import { curlDestination, type PrometheusCheck } from './asking.ts';
import { statesIn } from './backfill-state.ts';
import { type AskedDestination, askDestination } from './destination.ts';
import { mistakenStore } from './mistaken-store.ts';
import { query } from './query-api.ts';
import { recordOfMove } from './this-move.ts';

/** What a Prometheus keeps where nobody says it. */
const DEFAULT_RETENTION = '15d';
/** An outage of the new store that the senders' WAL survives (audit P-45); what waited longer is refused as too old. */
const OUTAGE = 2 * 3_600_000;

interface Kept {
  /** Milliseconds; undefined where a size alone bounds it. */
  readonly retention: number | undefined;
  readonly window: number;
}

/** What servers answer to a path that they do not have: VictoriaMetrics 400, Mimir, Cortex and InfluxDB 404. */
const NO_SUCH_PATH: ReadonlySet<number | undefined> = new Set([400, 404, 405, 501]);

/** A store without this page answers queries all the same; what answers neither is not the store. @throws NoAnswer */
async function flagsOf({ ask, headers }: AskedDestination, now: number): Promise<unknown> {
  try {
    return await askJson(ask, { path: '/api/v1/status/flags' });
  } catch (thrown) {
    if (!(thrown instanceof NoAnswer) || !NO_SUCH_PATH.has(thrown.answer?.status)) throw thrown;
    await query(ask, { expression: 'up == 1', time: now, headers });
    return undefined;
  }
}

/** Retention and out-of-order window of a Prometheus; undefined where the store is something else. @throws NoAnswer */
async function keptBy(destination: AskedDestination, now: number): Promise<Kept | undefined> {
  const { ask } = destination;
  const page = await flagsOf(destination, now);
  const flags = recordOf(recordOf(page).data);
  if (!('storage.tsdb.retention.time' in flags)) return undefined;
  const config = await askJson(ask, { path: '/api/v1/status/config' });
  const yaml = textOf(recordOf(recordOf(config).data).yaml);
  const [, window = '0s'] = /^ {4}out_of_order_time_window: (\S+)$/m.exec(yaml) ?? [];
  const [, configured] = /^ {6}time: (\S+)$/m.exec(yaml) ?? [];
  const time = textOf(flags['storage.tsdb.retention.time']);
  const size = textOf(flags['storage.tsdb.retention.size']);
  const isUnset = time === '' || time === '0s';
  const said = configured ?? (isUnset ? undefined : time);
  const isBySize = size !== '' && size !== '0B';
  return {
    retention: said === undefined && isBySize ? undefined : prometheusDuration(said ?? DEFAULT_RETENTION),
    window: prometheusDuration(window) ?? 0,
  };
}

/** How far back the copied history reaches, in milliseconds; undefined where no state says it. */
async function historyLength(of: PrometheusCase, live: Live): Promise<number | undefined> {
  const record = await recordOfMove(of, live);
  const starts = record ? statesIn(record).map(({ start }) => start) : [];
  return starts.length === 0 ? undefined : live.now() - Math.min(...starts);
}

async function observe(of: PrometheusCase, live: Live): Promise<Observation> {
  const destination = await askDestination(of, live);
  const skipped = (seen: string): Observation => ({ status: 'skipped', seen });
  if (destination === undefined)
    return skipped('not asked: destinationQueryUrl does not say where the new store is queried');
  const mistaken = await mistakenStore(of, live, destination);
  if (mistaken) return mistaken;
  const kept = await keptBy(destination, live.now());
  if (kept === undefined)
    return skipped('the new store is not a Prometheus: its own settings say how long it keeps samples');
  const { retention, window } = kept;
  const needed = await historyLength(of, live);
  if (retention === undefined)
    return unknown(
      'the new store keeps samples until they have a certain size: compare that with what the old one holds',
    );
  const keeps = `it keeps samples for ${durationText(retention)}`;
  if (needed !== undefined && needed > retention)
    return wrong(
      `${keeps}, and the copied history is ${durationText(needed)} long: what is older goes with the next compaction`,
    );
  const short = `its out_of_order_time_window is ${durationText(window)}: after a longer outage of it, samples of other senders are refused as too old`;
  return {
    ...fine(`${keeps}, and takes samples ${durationText(window)} old`),
    ...(window < OUTAGE && { unproven: short }),
  };
}

export const destinationKeeps: PrometheusCheck = {
  id: 'destination-keeps',
  title: 'The new store keeps what is copied to it',
  phases: ['dual', 'new'],
  why: 'A Prometheus acknowledges samples that are older than its retention, answers queries with them, and deletes them with the next compaction.',
  expected: () => 'a retention as long as the copied history',
  command: (of) => `${curlDestination(of, '/api/v1/status/flags')} | grep -o '"storage.tsdb.retention[^,]*'`,
  observe,
};
