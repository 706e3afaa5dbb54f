import { readMetrics } from '../live/metrics.ts';
import type { Sample } from '../live/prometheus-text.ts';
import { choose } from '../live/samples.ts';
import type { CheckContext, Observation } from './check.ts';
import { grepMetrics } from './commands.ts';
import { defineCheck } from './define-check.ts';
import { fine, notYet, unanswered, wrong } from './observation.ts';
import { endpointsFor } from './places.ts';
import { isYoung } from './young.ts';

const STATE = 'pyroscope_metastore_raft_state';

/** Only the current state is listed, with the value 1. */
const stateOf = (samples: readonly Sample[]): string =>
  choose(samples, STATE).find(({ value }) => value === 1)?.labels.state ?? 'without raft';

const count = (states: readonly string[]): string =>
  [...new Set(states)].map((state) => `${states.filter((one) => one === state).length} ${state}`).join(', ');

async function observe(context: CheckContext): Promise<Observation> {
  const metrics = await readMetrics(endpointsFor(context, 'metastore'), 'metastore');
  if (!metrics.ok) return unanswered(metrics.error);
  const states = metrics.value.map(stateOf);
  const leaders = states.filter((state) => state === 'Leader').length;
  const members = states.filter((state) => state === 'Leader' || state === 'Follower').length;
  const seen = `${count(states)} of ${states.length} metastores`;
  if (leaders === 1 && members === states.length) return fine(seen);
  return metrics.value.some((samples) => isYoung(context, samples)) ? notYet(seen) : wrong(seen);
}

export const raftLeader = defineCheck({
  id: 'raft-leader',
  title: 'The metastore has one leader',
  phases: ['dual', 'v2'],
  why: 'Without a leader pushes still answer 200 while nothing can be queried. The log line `entering leader state` comes at every start and leaves the tail of the log within minutes.',
  expected: ({ mode }) =>
    mode === 'single-binary' ? '1 Leader' : 'exactly 1 Leader, every other metastore a Follower',
  command: (context) => grepMetrics(context, 'metastore', '^pyroscope_metastore_raft_state'),
  observe,
});
