import { sure } from '../../../pack.ts';
import { LOCAL } from '../facts/settings.ts';
import { destinationAmong, phaseOf } from '../read/entries.ts';
import type { PrometheusRule } from '../read/facts.ts';
import { shownEntry } from '../render/index.ts';
import { DESTINATION_URL, NEW, OLD, plain, stack, to } from './examples.ts';

export const phaseNotReached: PrometheusRule = {
  id: 'phase-not-reached',
  severity: 'error',
  audit: ['P-69'],
  summary: 'the entries of remote_write make another phase than the one that is asked for',
  why: 'Everyone would take the release for one in that phase, while a store gets no samples, or more than it should.',
  details: `phasegate adds the entry of the new store and takes out that of the old one. An entry of the old store that the values lack
cannot be added, as nothing says how it was written; and an entry that the values have is not taken out for phase old.`,
  bad: [
    { manifests: plain({ entries: NEW }), asked: to('dual'), at: DESTINATION_URL },
    { manifests: stack({ entries: OLD + NEW }), asked: to('old'), at: DESTINATION_URL },
    { manifests: stack({ entries: NEW }), asked: to('old'), at: DESTINATION_URL },
  ],
  good: [
    { manifests: plain({ entries: NEW }), asked: to('dual', { old: LOCAL }) },
    { manifests: stack({ entries: OLD }), asked: to('old') },
    { manifests: stack({ entries: OLD }), asked: to('dual') },
    { manifests: stack({ entries: NEW }), asked: to('new') },
  ],
  judge({ now, rendered, asked }, report) {
    const phase = sure(asked('phase'));
    for (const [at, server] of now.components.entries()) {
      const { entries } = server;
      const entry = destinationAmong(entries, now.meant);
      const made = sure(phaseOf([server], now.meant));
      if (entry === undefined || made === undefined) continue;
      const place = entry.url?.place;
      if (phase === 'old')
        report({
          at: place,
          what: `phase old is asked for, and ${shownEntry(entry)} goes to the new store`,
          fix: 'take the entry out of the values, or ask for dual',
        });
      // A release without remote_write is told to name its old store before the entry is added.
      const hadEntries = rendered === undefined || rendered.components[at]?.entries.length !== 0;
      if (phase === 'dual' && made === 'new' && now.meant.old === undefined && hadEntries)
        report({
          at: place,
          what: 'phase dual is asked for, and no entry of remote_write goes to an old store',
          fix: `put the entry of the old store back into the values, set --old ${LOCAL} if the old store is the storage of this Prometheus itself, or ask for new`,
        });
    }
  },
};
