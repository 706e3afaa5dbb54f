import { ruleFor, sure } from '../../../pack.ts';
import { skipsDual } from '../facts/phases.ts';
import type { PrometheusFacts } from '../read/facts.ts';
import { DESTINATION_URL, NEW, OLD, plain } from './examples.ts';

export const oldToNewWithoutDual = ruleFor<PrometheusFacts>()({
  id: 'old-to-new-without-dual',
  severity: 'error',
  needs: ['before'],
  yieldsTo: 'accept-data-loss',
  summary: 'the release jumps from one store to the other without the dual phase',
  why: 'The other store has nothing from before this upgrade, and nothing proves that it takes what comes.',
  details: `In dual, remote_write sends every sample to both stores, so that they can be compared while going back loses nothing, and
\`phasegate backfill\` copies the history up to the moment when the second entry was loaded. Without it the two stores share
no sample: the backfill cannot be joined to what the new store gets, and a new store that refuses samples shows it when the
old one already misses them.`,
  audit: ['P-43', 'P-49'],
  sources: ['Prometheus 2.42 to 3.16, with two entries of remote_write'],
  bad: [
    {
      before: plain({ entries: OLD }),
      manifests: plain({ entries: NEW }),
      asked: { destination: DESTINATION_URL },
    },
  ],
  good: [
    {
      before: plain({ entries: OLD + NEW }),
      manifests: plain({ entries: NEW }),
      asked: { destination: DESTINATION_URL },
    },
  ],
  judge({ now, before }, report) {
    const [from, to] = [sure(before.phase), sure(now.phase)];
    if (from === undefined || to === undefined || !skipsDual(from, to)) return;
    report({
      at: now.phase,
      what: `the release goes from ${from} to ${to} without dual in between`,
      fix: 'go to dual first, copy the history with phasegate backfill, and go on once phasegate verify is green',
    });
  },
});
