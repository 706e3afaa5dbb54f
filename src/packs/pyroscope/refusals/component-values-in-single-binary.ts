import { isV2Only } from '../components.ts';
import { finding } from '../migration.ts';
import type { Refusal } from '../refusal.ts';

/** Audit B15: `pyroscope.components.metastore` set to tune a single binary makes the StatefulSet `all` vanish. */
export const componentValuesInSingleBinary: Refusal = {
  rule: {
    id: 'component-values-in-single-binary',
    auditId: 'B15',
    severity: 'refusal',
    summary: 'values for a v2 component turn a single binary into components without a kind',
    message: ({ name, component }) => ({
      what: `${name} has no kind, and the single binary is gone from the render`,
      why: `pyroscope.components.${component} is set although architecture.microservices.enabled is not: given a kind, this would delete the single binary`,
      remedy: `take pyroscope.components.${component} out of the values file (a null does not take it out) and tune pyroscope.* itself`,
    }),
  },
  check: ({ release }) => {
    const odd = release.objects.find(
      (object) =>
        object.kind === undefined && isV2Only(object.labels.get('app.kubernetes.io/component') ?? ''),
    );
    const component = odd?.labels.get('app.kubernetes.io/component') ?? '';
    return odd ? [finding(componentValuesInSingleBinary.rule, { name: odd.name, component }, odd)] : [];
  },
};
