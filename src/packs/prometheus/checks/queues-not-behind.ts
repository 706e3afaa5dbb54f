import { fine, notYet, unanswered, unknown, worstOf } from '../../../checks/check.ts';
import { choose, type Sample, total } from '../../../checks/metrics.ts';
import { counted } from '../../../english.ts';
import type { Live, Observation } from '../../../pack.ts';
import { PHASES } from '../facts/phases.ts';
import type { PrometheusCase } from '../read/facts.ts';
import {
  curl,
  metricsOf,
  type Process,
  type PrometheusCheck,
  processesOf,
  type Queue,
  queuesOn,
  shownQueue,
} from './asking.ts';

/** The last samples wait for batch_send_deadline, 5 s by default, and a stop flushes for 60 s (audit, section 6). */
const MOST_LAG = 60;

const PREFIX = 'prometheus_remote_storage_';

/** Seconds between the newest sample that a queue could send, and the newest that it sent; undefined before the first. */
function lagOf(page: readonly Sample[], queue: Queue): number | undefined {
  const labels = { remote_name: queue.remote_name, url: queue.url };
  const sent = choose(page, `${PREFIX}queue_highest_sent_timestamp_seconds`, labels)[0]?.value;
  // What a queue itself has seen is newer in 3.15, and the highest of all is deprecated there (audit P-74).
  const seen =
    choose(page, `${PREFIX}highest_timestamp_in_seconds`)[0]?.value ??
    choose(page, `${PREFIX}queue_highest_timestamp_seconds`, labels)[0]?.value;
  return sent === undefined || seen === undefined || sent === 0 ? undefined : seen - sent;
}

/** How far a queue is behind, in words; undefined where it keeps up. */
export function behindOf(page: readonly Sample[], queue: Queue): string | undefined {
  const lag = lagOf(page, queue);
  const pending = total(page, `${PREFIX}samples_pending`, {
    remote_name: queue.remote_name,
    url: queue.url,
  });
  const waiting = `${counted(pending, 'sample')} waiting`;
  if (lag === undefined)
    return total(page, `${PREFIX}samples_in_total`) > 0
      ? `${shownQueue(queue)} has sent nothing yet, ${waiting}`
      : undefined;
  return lag < MOST_LAG ? undefined : `${shownQueue(queue)} is ${Math.round(lag)} s behind, ${waiting}`;
}

async function lookAt(process: Process): Promise<Observation> {
  const page = await metricsOf(process);
  const queues = queuesOn(page);
  const behind = queues.flatMap((queue) => behindOf(page, queue) ?? []);
  if (behind.length > 0) return notYet(`${process.name}: ${behind.join('; ')}`);
  if (total(page, 'prometheus_config_last_reload_successful') !== 1)
    return unknown(
      `${process.name}: the last reload failed, so its queues may not be those of the configuration`,
    );
  return fine(counted(queues.length, 'queue'));
}

async function observe(of: PrometheusCase, live: Live): Promise<Observation> {
  const processes = processesOf(of, live);
  const seen = await Promise.all(processes.map((one) => lookAt(one).catch(unanswered)));
  const worst = worstOf(seen);
  return worst.status === 'ok'
    ? fine(
        processes.length === 1 ? `${worst.seen}, none behind` : `${processes.length} processes, none behind`,
      )
    : worst;
}

export const queuesNotBehind: PrometheusCheck = {
  id: 'queues-not-behind',
  title: 'No write queue is behind',
  phases: PHASES,
  why: 'A pod that stops flushes for a minute and drops the rest of its queues, and a reload that changes an entry does the same: no counter shows it.',
  expected: () => `each queue less than ${MOST_LAG} s behind`,
  command: (of, live) =>
    curl(of, live, '/metrics', ` | grep -E 'remote_storage_(samples_pending|.*highest.*timestamp)'`),
  observe,
};
