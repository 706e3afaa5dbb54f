import { textAt } from '../../../manifest/query.ts';
import { finding } from '../migration.ts';
import type { Observation } from '../observation.ts';

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
