import { destinationAmong } from '../read/entries.ts';
import type { PrometheusRule } from '../read/facts.ts';
import { isDestination } from '../render/index.ts';
import { NEW, OLD, plain, stack, to } from './examples.ts';

export const newWithoutDestination: PrometheusRule = {
  id: 'new-without-destination',
  severity: 'error',
  audit: ['P-69', 'P-49'],
  isFirst: true,
  refusesSteps: true,
  summary: 'the old store is to go, and nothing writes to the new one',
  why: 'Without dual the new store has no samples, and an agent whose last entry goes loses all that it scrapes.',
  bad: [
    { manifests: stack({ entries: OLD }), asked: to('new') },
    { manifests: stack({ entries: OLD }, 'PrometheusAgent'), asked: to('new') },
    { manifests: plain({ entries: OLD }), asked: to('new') },
  ],
  good: [
    { manifests: plain({ entries: OLD + NEW }), asked: to('new') },
    { manifests: plain({ entries: OLD }), asked: to('dual') },
  ],
  judge({ now }, report) {
    if (!now.phase.sure || now.phase.value !== 'new') return;
    for (const server of now.components) {
      const { entries } = server;
      if (
        destinationAmong(entries, now.meant) ||
        isDestination(server) ||
        server.elsewhere ||
        server.unreadable
      )
        continue;
      report({
        at: entries[0]?.tree.place() ?? server.object?.place('kind'),
        what: `no entry of remote_write goes to ${now.meant.destination ?? 'the destination'}`,
        fix: 'go to dual first: --phase dual; then move the history with phasegate backfill',
      });
    }
  },
};
