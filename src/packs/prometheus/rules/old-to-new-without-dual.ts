import { ruleFor } from '../../../pack.ts';
import type { PrometheusFacts } from '../read/facts.ts';
import { NEW, OLD, plain } from './examples.ts';

export const oldToNewWithoutDual = ruleFor<PrometheusFacts>()({
  id: 'old-to-new-without-dual',
  severity: 'error',
  needs: ['before'],
  audit: ['P-49'],
  yieldsTo: 'accept-data-loss',
  summary: 'the new store takes over without a time in which both get samples',
  why: 'A new entry starts at the moment of its reload and sends nothing older, so samples are in neither store or in the old one alone.',
  bad: [
    {
      before: plain({ entries: OLD }),
      manifests: plain({ entries: NEW }),
      asked: { destination: 'https://metrics.example.org/api/v1/push' },
    },
  ],
  good: [
    {
      before: plain({ entries: OLD + NEW }),
      manifests: plain({ entries: NEW }),
      asked: { destination: 'https://metrics.example.org/api/v1/push' },
    },
  ],
  judge({ now, before }, report) {
    if (!now.phase.sure || !before.phase.sure) return;
    if (before.phase.value !== 'old' || now.phase.value !== 'new') return;
    report({
      at: now.phase,
      what: 'old → new without dual',
      fix: 'go to dual first, move the history with phasegate backfill, and then go to new',
    });
  },
});
