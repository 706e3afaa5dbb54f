import { discoveryNamespace, withoutNamespace } from '../corrections/discovery-namespace.ts';
import { finding } from '../migration.ts';
import type { Observation } from '../observation.ts';

/** Audit C9, where the correction was not asked for. */
export const discoveryWithoutNamespace: Observation = {
  rule: {
    id: 'discovery-without-namespace',
    auditId: 'C9',
    severity: 'note',
    summary: discoveryNamespace.rule.summary,
    message: ({ name }) => ({
      what: `${name} names no namespace`,
      why: 'helm upgrade puts it right; helm template | kubectl apply without -n puts it elsewhere, and the metastore is not found',
      remedy: '--correct C9 writes the namespace',
    }),
  },
  check: (migration) => {
    const [found] = migration.asksFor(discoveryNamespace.rule) ? [] : withoutNamespace(migration);
    return found ? [finding(discoveryWithoutNamespace.rule, { name: found.name }, found)] : [];
  },
};
