import type { PrometheusRule } from '../read/facts.ts';
import { OLD, plain, stack, to } from './examples.ts';

export const entryWithoutUrl: PrometheusRule = {
  id: 'entry-without-url',
  severity: 'error',
  isFirst: true,
  isIndependent: true,
  refusesSteps: true,
  summary: 'an entry of remote_write has no URL',
  why: 'Prometheus refuses its whole configuration for it, and the API server refuses the custom resource.',
  details: `Helm leaves an empty item where \`--set\` names a later one alone: \`--set server.remoteWrite[1].url=…\` over the chart's own list
makes the first item null.`,
  bad: [
    { manifests: plain({ entries: `- null\n${OLD}` }), asked: to('dual') },
    { manifests: stack({ entries: `${OLD}- name: archive\n` }), asked: to('dual'), at: 'name: archive' },
  ],
  good: [{ manifests: plain({ entries: OLD }), asked: to('dual') }],
  judge({ now }, report) {
    for (const { entries } of now.components)
      for (const { url, tree, index } of entries) {
        if (url !== undefined) continue;
        report({
          at: tree.place(),
          what: `entry ${index + 1} of remote_write has no URL`,
          fix: 'give it one, or take it out; with --set, name the items from 0 on',
        });
      }
  },
};
