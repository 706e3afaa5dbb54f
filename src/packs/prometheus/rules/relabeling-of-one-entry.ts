import { destinationAmong, oldAmong } from '../read/entries.ts';
import { hasField, type PrometheusRule, placeOfField } from '../read/facts.ts';
import { shownEntry } from '../render/index.ts';
import { NEW, OLD, plain, to } from './examples.ts';

const FIELD = 'writeRelabelConfigs';
const DROPS =
  '  write_relabel_configs:\n    - source_labels: [__name__]\n      regex: go_.*\n      action: drop\n';

export const relabelingOfOneEntry: PrometheusRule = {
  id: 'relabeling-of-one-entry',
  severity: 'warning',
  audit: ['P-50'],
  summary: 'only one of the two stores gets relabeled samples',
  why: 'The stores then hold different series, so counts over them cannot agree.',
  bad: [{ manifests: plain({ entries: OLD + DROPS }), asked: to('dual'), at: 'write_relabel_configs' }],
  good: [
    { manifests: plain({ entries: OLD + NEW }), asked: to('dual') },
    { manifests: plain({ entries: OLD + DROPS + NEW + DROPS }), asked: to('dual') },
  ],
  judge({ now }, report) {
    if (!now.phase.sure || now.phase.value !== 'dual') return;
    for (const { entries } of now.components) {
      const destination = destinationAmong(entries, now.meant);
      const [old] = oldAmong(entries, now.meant);
      const isRelabeled = destination !== undefined && hasField(destination, FIELD);
      if (old === undefined || hasField(old, FIELD) === isRelabeled) continue;
      const one = isRelabeled ? destination : old;
      report({
        at: placeOfField(one, FIELD),
        what: `${shownEntry(one)} relabels or drops samples, and the entry of the ${isRelabeled ? 'old' : 'new'} store does not`,
        fix: 'write the same relabeling for both in the values, or expect the new store to hold other series',
      });
    }
  },
};
