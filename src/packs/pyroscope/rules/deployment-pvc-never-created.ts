import type { Report } from '../../../lint/finding.ts';
import { isTrueInTemplate } from '../../../values/template-truth.ts';
import type { ComponentValues } from '../values/component-values.ts';
import type { PyroscopeValues } from '../values/pyroscope-values.ts';
import type { PyroscopeRule } from './rule.ts';
import { dataVolumeOf } from './shared/data-volume.ts';
import { extraObjectsText } from './shared/extra-objects.ts';
import { shownPath, type Written, writtenFor } from './shared/written-path.ts';

const MICROSERVICES = 'architecture:\n  microservices:\n    enabled: true\n';
const GLOBAL = 'pyroscope:\n  persistence:\n    enabled: true\n';
const querier = (kind: string): string =>
  `pyroscope:\n  components:\n    querier:\n      kind: ${kind}\n      persistence:\n        enabled: true\n`;

/** The components whose claim is their own name and `-data`, and that nothing in the values creates. */
function withoutClaim(values: PyroscopeValues): readonly ComponentValues[] {
  const objects = extraObjectsText(values);
  const isCreated = ({ name }: ComponentValues): boolean =>
    objects.includes('PersistentVolumeClaim') && objects.includes(`${name}-data`);
  return values.components.filter(
    (component) =>
      isTrueInTemplate(component.value('kind')) &&
      dataVolumeOf(component).kind === 'claimOfDeployment' &&
      !isCreated(component),
  );
}

export const deploymentPvcNeverCreated: PyroscopeRule = {
  id: 'deployment-pvc-never-created',
  severity: 'error',
  summary: 'Deployments mount a claim that the chart never creates: their pods stay Pending',
  why: `With \`persistence.enabled: true\` the chart gives a StatefulSet a claim template, and lets a Deployment mount a claim
named \`<name>-data\` that it never creates (charts 1.15.1 to 2.2.1, rendered by helm). \`pyroscope.persistence.enabled\`, which
the migration guide asks for, reaches every component in microservices: distributor, query-frontend and all other
Deployments stay Pending. Dual adds \`query-backend\` and \`admin\`; without query-backend nothing reads v2.

Set persistence for the components that keep data: \`pyroscope.components.<name>.persistence.enabled\` of ingester,
segment-writer and metastore. Deployments keep no state.`,
  audit: ['B13'],
  since: '0.2.0',
  sources: ['charts 1.15.1 to 2.2.1, rendered by helm', 'migration guide, prerequisites'],
  valid: [
    { values: MICROSERVICES },
    { values: GLOBAL },
    {
      values: `${MICROSERVICES}pyroscope:\n  components:\n    ingester:\n      persistence:\n        enabled: true\n`,
    },
    { chart: '1.21.0', values: querier('StatefulSet') },
    {
      chart: '1.21.0',
      values: `${querier('Deployment')}        existingClaim: mine\n`,
    },
    {
      values: `${querier('Deployment')}extraObjects:\n  - apiVersion: v1\n    kind: PersistentVolumeClaim\n    metadata:\n      name: pyroscope-querier-data\n`,
    },
  ],
  invalid: [
    { values: MICROSERVICES + GLOBAL, at: 'pyroscope.persistence.enabled' },
    {
      chart: '1.14.0',
      values: querier('Deployment'),
      at: 'pyroscope.components.querier.persistence.enabled',
    },
    { chart: '1.21.0', values: MICROSERVICES + GLOBAL, at: 'pyroscope.persistence.enabled' },
  ],
  message: ({ key, components }) => ({
    what: `${key} makes Deployments claim <name>-data, which the chart never creates: ${components}`,
    why: 'their new pods stay Pending until somebody creates the claims',
    remedy:
      'set persistence for the components that keep data instead: pyroscope.components.<name>.persistence.enabled: true for ingester, segment-writer and metastore',
  }),
  check(values) {
    if (values.mode === 'single-binary') return [];
    const byKey = new Map<string, { written: Written; names: string[] }>();
    for (const component of withoutClaim(values)) {
      const written = writtenFor(values, component, 'persistence', 'enabled');
      if (!written) continue;
      const key = shownPath(written.path);
      const names = [...(byKey.get(key)?.names ?? []), component.name];
      byKey.set(key, { written, names });
    }
    return [...byKey].map(
      ([key, { written, names }]): Report => ({
        at: written.node,
        args: { key, components: names.join(', ') },
      }),
    );
  },
};
