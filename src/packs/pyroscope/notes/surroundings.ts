import { textAt } from '../../../manifest/query.ts';
import { ALL } from '../components.ts';
import { finding } from '../migration.ts';
import type { Observation } from '../observation.ts';
import { workloadOf } from '../release.ts';
import { configuredBackend } from '../storage-backend.ts';

/** Audit C8: in dual the v2 limits are merged over v1's. */
export const limitsShrink: Observation = {
  rule: {
    id: 'memory-limit-shrinks-in-dual',
    auditId: 'C8',
    severity: 'note',
    summary: 'tenant-settings and ad-hoc-profiles have 256Mi in dual and v2, 4Gi in v1',
    message: ({ component }) => ({
      what: `${component} is limited to 256Mi`,
      why: "the chart merges v2's defaults over v1's 4Gi where values-micro-services.yaml is not in use",
      remedy: `--set pyroscope.components.${component}.resources.limits.memory=4Gi`,
    }),
  },
  check: ({ workloads, target }) => {
    const shrunk = workloads.find(
      ({ component, container }) =>
        (component === 'tenant-settings' || component === 'ad-hoc-profiles') &&
        textAt(container, 'resources', 'limits', 'memory') === '256Mi',
    );
    return target !== 'v1' && shrunk
      ? [finding(limitsShrink.rule, { component: shrunk.component }, shrunk.object)]
      : [];
  },
};

/** Audit C11: up to chart 1.21.0 a single binary without storage gets a bucket, and v1 with it. */
export const v1MovesToBucket: Observation = {
  rule: {
    id: 'v1-moves-to-filesystem-bucket',
    auditId: 'C11',
    severity: 'note',
    summary: 'v1 switches from local blocks to the filesystem backend with dual',
    message: () => ({
      what: 'in dual v1 ships its blocks to the filesystem backend',
      why: 'series older than 4 h are missing from label queries until the store-gateway has synced (interval 15m); totals are right at once',
      remedy: 'nothing: wait for the sync before judging the step',
    }),
  },
  check: ({ release, target, present }) => {
    const workload = workloadOf(release, ALL);
    const switches =
      target === 'dual' &&
      present.phase !== 'v1' &&
      release.chartMajor < 2 &&
      configuredBackend(release) === undefined;
    return workload && switches ? [finding(v1MovesToBucket.rule, {}, workload.object)] : [];
  },
};

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
