import { finding } from '../migration.ts';
import type { Observation } from '../observation.ts';

/** Audit C12: cluster_domain is pasted behind "svc" as it is. */
export const clusterDomainDot: Observation = {
  rule: {
    id: 'cluster-domain-without-dot',
    auditId: 'C12',
    severity: 'note',
    summary: 'cluster_domain lacks its leading dot',
    message: ({ domain }) => ({
      what: `addresses end in ${domain}`,
      why: 'the chart writes cluster_domain directly behind "svc": without a leading dot no address resolves',
      remedy: 'begin it with a dot: --set-string pyroscope.cluster_domain=.cluster.local.',
    }),
  },
  check: ({ workloads }) => {
    const odd = workloads.find((one) => /\.svc[^.\s]/.test(one.environmentValue('NAMESPACE_FQDN') ?? ''));
    const domain = odd?.environmentValue('NAMESPACE_FQDN') ?? '';
    return odd ? [finding(clusterDomainDot.rule, { domain }, odd.object)] : [];
  },
};
