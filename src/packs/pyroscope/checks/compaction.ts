import { fine, notYet, wrong } from '../../../checks/check.ts';
import { total } from '../../../checks/metrics.ts';
import { counted } from '../../../english.ts';
import type { Live, Observation } from '../../../pack.ts';
import { phasesWith } from '../facts/phases.ts';
import type { PyroscopeCase } from '../read/facts.ts';
import { grepMetrics, metricsOf, type PyroscopeCheck } from './asking.ts';
import { type Counter, justNow, type Pages, risesOf } from './rises.ts';

const JOBS = 'pyroscope_compaction_worker_jobs_completed_total';
const SCHEDULER = 'pyroscope_metastore_compaction_scheduler_queue';
const QUEUE = 'pyroscope_metastore_compaction_global_queue';
/** Segments make a job at 20 (fixed in the server); several times that in every queue is a backlog. */
const BACKLOG_PER_QUEUE = 100;

/** A job that another worker took over is canceled, which is no failure. */
const COUNTERS = {
  succeeded: { on: 'workers', names: [JOBS], status: { is: ['success'] } },
  unsuccessful: { on: 'workers', names: [JOBS], status: { isNot: ['success', 'canceled'] } },
  failed: { on: 'metastores', names: [`${SCHEDULER}_jobs`], status: { is: ['failed'] }, isReplicated: true },
  evicted: { on: 'metastores', names: [`${SCHEDULER}_evicted_jobs_total`], isReplicated: true },
} satisfies Readonly<Record<string, Counter>>;

/** How messages name what must not rise. */
const FAILURES = [
  ['unsuccessful', 'did not succeed'],
  ['failed', 'failed'],
  ['evicted', 'evicted'],
] as const;

/** Every metastore keeps the same queue, so the largest of them is it. */
const largest = (pages: Pages, name: string): number =>
  Math.max(0, ...pages.map((samples) => total(samples, name, { level: '0' })));

/** A single job that failed is taken up again: what failed before, and does not go on, is over. */
async function observe(of: PyroscopeCase, live: Live): Promise<Observation> {
  let queue: Pages = [];
  const { succeeded, ...failures } = await risesOf(live, COUNTERS, async () => {
    const [workers, metastores] = await Promise.all([
      metricsOf(of, live, 'compaction-worker'),
      metricsOf(of, live, 'metastore'),
    ]);
    queue = metastores;
    return { workers, metastores };
  });
  const { unsuccessful, failed, evicted } = failures;
  const waiting = largest(queue, `${QUEUE}_blocks_current`);
  const seen = `${counted(succeeded.total, 'job')} succeeded, ${unsuccessful.total} did not; scheduler: ${failed.total} failed, ${evicted.total} evicted; ${counted(waiting, 'segment')} waiting`;
  const rising = FAILURES.filter(([name]) => failures[name].rise > 0);
  if (rising.length > 0) {
    const words = rising.map(([name, what]) => `${failures[name].rise} ${what}`).join(', ');
    return wrong(`${justNow(live)} ${words}; ${seen}`);
  }
  if (waiting > BACKLOG_PER_QUEUE * Math.max(1, largest(queue, `${QUEUE}_queues_current`)))
    return wrong(`${seen}: a backlog`);
  if (succeeded.total > 0) return fine(seen);
  return notYet(
    `${seen}; a shard is compacted after 20 segments, or after 36 s with the next push; a shard without further pushes is never compacted`,
  );
}

export const compaction: PyroscopeCheck = {
  id: 'compaction',
  title: 'Compaction runs and succeeds',
  phases: phasesWith('v2'),
  why: 'Until the first compaction all queries of a tenant go to v1, and small segments pile up in the bucket.',
  expected: () => 'successful jobs, no new failures, none newly failed or evicted, no backlog',
  command: (of, live) =>
    grepMetrics(
      of,
      live,
      'compaction-worker',
      'compaction_worker_jobs_completed_total|compaction_scheduler_queue_|queue_blocks_current',
    ),
  observe,
};
