import { destinationAmong } from '../read/entries.ts';
import type { PrometheusRule } from '../read/facts.ts';
import { NEW, OLD, stack, to } from './examples.ts';

export const destinationWithoutName: PrometheusRule = {
  id: 'destination-without-name',
  severity: 'warning',
  audit: ['P-54'],
  summary: 'the entry of the new store has no name',
  why: 'Prometheus names it by a hash of its fields, so its metrics begin anew with every change of the entry.',
  bad: [{ manifests: stack({ entries: OLD + NEW.replace('name: new\n  ', '') }), asked: to('dual') }],
  good: [{ manifests: stack({ entries: OLD + NEW }), asked: to('dual') }],
  judge({ now }, report) {
    for (const { entries } of now.components) {
      const entry = destinationAmong(entries, now.meant);
      if (entry === undefined || entry.name !== undefined) continue;
      report({
        at: entry.url,
        what: 'the entry of the new store has no name',
        fix: `give it one while no queue is behind, as a change of the entry drops what waits: name: ${now.meant.name}`,
      });
    }
  },
};
