import { destinationAmong, lacksTenant } from '../read/entries.ts';
import type { PrometheusRule } from '../read/facts.ts';
import { shownEntry } from '../render/index.ts';
import { DESTINATION_URL, NEW, OLD, plain, stack, to } from './examples.ts';

const TENANT = { destinationTenant: 'team' };
const HEADER = '  headers:\n    X-Scope-OrgID: team\n';
const SHARED = `- name: shared\n  url: ${DESTINATION_URL}\n`;

export const destinationWithoutTenant: PrometheusRule = {
  id: 'destination-without-tenant',
  severity: 'error',
  audit: ['P-20', 'P-69'],
  isFirst: true,
  refusesSteps: true,
  summary: 'the entry of the new store names no tenant, while destinationTenant does',
  why: 'Its samples go to the tenant that the store or a gateway chooses: they may not be where the history is, and the old store is given up.',
  details: `\`destinationTenant\` says which tenant of the new store the samples and the history are for, and phasegate asks the new store for
that tenant. An entry without the header X-Scope-OrgID shows nothing of its tenant. Where a gateway puts the tenant in, it does so for
queries and the backfill too: leave \`destinationTenant\` out then.`,
  bad: [
    { manifests: plain({ entries: OLD + NEW }), asked: to('dual', TENANT), at: DESTINATION_URL },
    { manifests: stack({ entries: OLD + NEW }), asked: to('new', TENANT), at: DESTINATION_URL },
  ],
  good: [
    { manifests: plain({ entries: OLD + NEW + HEADER }), asked: to('dual', TENANT) },
    { manifests: stack({ entries: OLD + NEW }), asked: to('dual') },
    { manifests: stack({ entries: OLD }), asked: to('dual', TENANT) },
    { manifests: stack({ entries: SHARED }), asked: to('dual', { ...TENANT, old: 'shared' }) },
  ],
  judge({ now }, report) {
    for (const { entries } of now.components) {
      const entry = destinationAmong(entries, now.meant);
      const { tenant } = now.meant;
      if (entry === undefined || tenant === undefined || !lacksTenant(entry, now.meant)) continue;
      report({
        at: entry.url,
        what: `${shownEntry(entry)} goes to the new store and names no tenant, while destinationTenant is ${tenant}`,
        fix: `add the header to the entry: X-Scope-OrgID: ${tenant}; or unset destinationTenant, if a gateway puts the tenant in; or name the entry with --old, if it is that of the old store`,
      });
    }
  },
};
