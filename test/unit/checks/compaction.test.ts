import { describe, expect, it } from 'vitest';
import { compaction } from '../../../src/packs/pyroscope/checks/compaction.ts';
import { context, inTurn, server, verdictOf } from './fake.ts';

interface State {
  readonly success?: number;
  readonly other?: number;
  readonly failed?: number;
  readonly evicted?: number;
  readonly blocks?: number;
  readonly queues?: number;
  readonly canceled?: number;
}

function pages({
  success = 0,
  other = 0,
  failed = 0,
  evicted = 0,
  blocks = 0,
  queues = 1,
  canceled = 0,
}: State) {
  const worker = `pyroscope_compaction_worker_jobs_completed_total{level="0",status="success",tenant=""} ${success}
pyroscope_compaction_worker_jobs_completed_total{level="1",status="metadata_not_found",tenant="a"} ${other}
pyroscope_compaction_worker_jobs_completed_total{level="1",status="canceled",tenant="a"} ${canceled}
`;
  const metastore = `pyroscope_metastore_compaction_scheduler_queue_jobs{level="0",status="failed"} ${failed}
pyroscope_metastore_compaction_scheduler_queue_jobs{level="0",status="assigned"} 5
pyroscope_metastore_compaction_scheduler_queue_evicted_jobs_total{level="0"} ${evicted}
pyroscope_metastore_compaction_global_queue_blocks_current{level="0"} ${blocks}
pyroscope_metastore_compaction_global_queue_blocks_current{level="1"} 9999
pyroscope_metastore_compaction_global_queue_queues_current{level="0"} ${queues}
`;
  return { worker, metastore };
}

function run(before: State, after: State = before) {
  const looks = [before, after].map(pages);
  const of = (component: 'worker' | 'metastore') =>
    server({ '/metrics': inTurn(...looks.map((one) => one[component])) });
  const [worker, metastore] = [() => of('worker'), () => of('metastore')];
  return verdictOf(
    compaction,
    context({
      'compaction-worker': [worker(), worker()],
      metastore: [metastore(), metastore(), metastore()],
    }),
  );
}

describe('compaction', () => {
  it.each([
    { state: { success: 3, blocks: 17 }, status: 'ok' },
    { state: { success: 3, other: 1 }, status: 'ok' },
    { state: { success: 3, failed: 1 }, status: 'ok' },
    { state: { success: 3, evicted: 1 }, status: 'ok' },
    { state: { other: 1 }, status: 'waiting' },
    { state: { success: 3, blocks: 500, queues: 1 }, status: 'failed' },
    { state: { success: 3, blocks: 500, queues: 16 }, status: 'ok' },
    { state: {}, status: 'waiting' },
    { state: { blocks: 8 }, status: 'waiting' },
  ])('$state: $status', async ({ state, status }) => {
    const result = await run(state);
    expect(result.status, result.seen).toBe(status);
  });

  it.each([
    { before: { success: 3, other: 1 }, after: { success: 9, other: 2 }, status: 'failed' },
    { before: { success: 3 }, after: { success: 3, failed: 1 }, status: 'failed' },
    { before: { success: 3 }, after: { success: 3, evicted: 1 }, status: 'failed' },
    { before: {}, after: { other: 1 }, status: 'failed' },
    { before: { success: 3 }, after: { success: 4, canceled: 1 }, status: 'ok' },
  ])('$before, then $after: $status', async ({ before, after, status }) => {
    const result = await run(before, after);
    expect(result.status, result.seen).toBe(status);
  });

  it('names what fails now', async () => {
    const { seen } = await run({ success: 3, other: 1 }, { success: 3, other: 2, failed: 1 });
    expect(seen).toBe(
      'in the last 20 s 2 did not succeed, 1 failed; 6 jobs succeeded, 4 did not; scheduler: 1 failed, 0 evicted; 0 segments waiting',
    );
  });

  it('adds up the workers, and takes the queue that every metastore repeats once', async () => {
    const { seen } = await run({ success: 3, blocks: 17 });
    expect(seen).toBe('6 jobs succeeded, 0 did not; scheduler: 0 failed, 0 evicted; 17 segments waiting');
  });
});
