import { readMetrics } from '../live/metrics.ts';
import type { Sample } from '../live/prometheus-text.ts';
import { PHASES } from '../phases.ts';
import type { CheckContext, Observation } from './check.ts';
import { grepMetrics } from './commands.ts';
import { defineCheck } from './define-check.ts';
import { componentsToAsk } from './expected-components.ts';
import { fine, unanswered, wrong } from './observation.ts';
import { endpointsFor } from './places.ts';

/** Names with and without the ending that counters have from server to server. */
const TROUBLE = [
  {
    words: 'blocks in the dead-letter queue',
    metric: /^pyroscope_segment_writer_store_metadata_dlq(_total)?$/,
  },
  { words: 'panics', metric: /^pyroscope_panic_total$/ },
  { words: 'raft log writes timed out', metric: /^pyroscope_metastore_raft_log_store_write_timeouts_total$/ },
];

const sumOf = (samples: readonly Sample[], metric: RegExp): number =>
  samples.filter(({ name }) => metric.test(name)).reduce((sum, { value }) => sum + value, 0);

async function observe(context: CheckContext): Promise<Observation> {
  const samples: Sample[] = [];
  for (const component of componentsToAsk(context)) {
    const pages = await readMetrics(endpointsFor(context, component), component);
    if (!pages.ok) return unanswered(pages.error);
    samples.push(...pages.value.flat());
  }
  const counts = TROUBLE.map(({ words, metric }) => ({ words, count: sumOf(samples, metric) }));
  const seen = counts.map(({ words, count }) => `${count} ${words}`).join(', ');
  return (counts.some(({ count }) => count > 0) ? wrong : fine)(seen);
}

export const deadLettersAndPanics = defineCheck({
  id: 'dead-letters-and-panics',
  title: 'No dead letters, no panics',
  phases: PHASES,
  why: 'A block whose metadata never reached the metastore, and a metastore that panics on a job, both leave every push answered 200 and data that no query finds.',
  expected: () => TROUBLE.map(({ words }) => `0 ${words}`).join(', '),
  command: (context) =>
    grepMetrics(context, 'segment-writer', 'store_metadata_dlq|panic_total|write_timeouts_total'),
  observe,
});
