import type { PrometheusRule } from '../read/facts.ts';
import { OLD, stack, to } from './examples.ts';

export const agentHasNoHistory: PrometheusRule = {
  id: 'agent-has-no-history',
  severity: 'info',
  audit: ['P-30'],
  summary: 'an agent keeps no samples, so its history is in the old store alone',
  why: 'It has no remote_read: phasegate backfill reads the old store instead.',
  bad: [{ manifests: stack({ entries: OLD }, 'PrometheusAgent'), asked: to('dual') }],
  good: [{ manifests: stack({ entries: OLD }), asked: to('dual') }],
  judge({ now }, report) {
    if (!now.phase.sure || now.phase.value !== 'dual') return;
    for (const { isAgent, object } of now.components)
      if (isAgent)
        report({
          at: object?.place('kind'),
          what: 'this Prometheus is an agent, and keeps no samples',
          fix: 'give phasegate backfill the remote_read of the old store as --reader-url',
        });
  },
};
