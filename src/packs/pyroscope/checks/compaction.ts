import { fine, notYet, wrong } from '../../../checks/check.ts';
import { not, type Sample, total } from '../../../checks/metrics.ts';
import type { Live, Observation } from '../../../pack.ts';
import { phasesWith } from '../facts/phases.ts';
import type { PyroscopeCase } from '../read/facts.ts';
import { grepMetrics, metricsOf, type PyroscopeCheck } from './asking.ts';

const JOBS = 'pyroscope_compaction_worker_jobs_completed_total';
const SCHEDULER = 'pyroscope_metastore_compaction_scheduler_queue';
const QUEUE = 'pyroscope_metastore_compaction_global_queue';
/** Segments make a job at 20 (fixed in the server); several times that in every queue is a backlog. */
const BACKLOG_PER_QUEUE = 100;

interface Compaction {
  readonly succeeded: number;
  readonly unsuccessful: number;
  readonly failed: number;
  readonly evicted: number;
  readonly waiting: number;
  readonly queues: number;
}

/** Every metastore keeps the same queue, so the largest of them is it. */
const largest = (pages: readonly (readonly Sample[])[], name: string, labels = {}): number =>
  Math.max(0, ...pages.map((samples) => total(samples, name, labels)));

async function read(of: PyroscopeCase, live: Live): Promise<Compaction> {
  const [workers, pages] = await Promise.all([
    metricsOf(of, live, 'compaction-worker'),
    metricsOf(of, live, 'metastore'),
  ]);
  const done = workers.flat();
  return {
    succeeded: total(done, JOBS, { status: 'success' }),
    unsuccessful: total(done, JOBS, { status: not('success') }),
    failed: largest(pages, `${SCHEDULER}_jobs`, { status: 'failed' }),
    evicted: largest(pages, `${SCHEDULER}_evicted_jobs_total`),
    waiting: largest(pages, `${QUEUE}_blocks_current`, { level: '0' }),
    queues: largest(pages, `${QUEUE}_queues_current`, { level: '0' }),
  };
}

function judge({ succeeded, unsuccessful, failed, evicted, waiting, queues }: Compaction): Observation {
  const seen = `${succeeded} jobs succeeded, ${unsuccessful} did not; scheduler: ${failed} failed, ${evicted} evicted; ${waiting} segments wait`;
  if (unsuccessful + failed + evicted > 0) return wrong(seen);
  if (waiting > BACKLOG_PER_QUEUE * Math.max(1, queues)) return wrong(`${seen}: a backlog`);
  if (succeeded > 0) return fine(seen);
  return notYet(
    `${seen}; a shard is compacted after 20 segments, or after 36 s with the next push; a shard without further pushes is never compacted`,
  );
}

export const compaction: PyroscopeCheck = {
  id: 'compaction',
  title: 'Compaction runs and succeeds',
  phases: phasesWith('v2'),
  why: 'Until the first compaction all queries of a tenant go to v1, and small segments pile up in the bucket.',
  expected: () => 'successful jobs, no jobs with another status, none failed or evicted, no backlog',
  command: (of, live) =>
    grepMetrics(
      of,
      live,
      'compaction-worker',
      'compaction_worker_jobs_completed_total|compaction_scheduler_queue_|queue_blocks_current',
    ),
  observe: async (of, live) => judge(await read(of, live)),
};
