import { describe, expect } from 'vitest';
import { parse } from 'yaml';
import { entryFields } from '../../../src/packs/prometheus/facts/entry-fields.ts';
import { type HelmRelease, helmRelease, prometheusChart, stdoutOf } from './helm-release.ts';
import { apply, get } from './kubectl.ts';
import { kubernetesTest } from './kubernetes-test.ts';

const DESTINATION = 'https://metrics.example.org/api/v1/push';
const NEW = { name: 'new', url: DESTINATION };
const text = { type: 'string' };

/** Schema of one field; what it holds below is taken as it is. */
const anything = { 'x-kubernetes-preserve-unknown-fields': true };

/** A custom resource of the operator, as far as phasegate writes it; what it does not name, the API server drops. */
const RESOURCE = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'prometheuses.monitoring.coreos.com' },
  spec: {
    group: 'monitoring.coreos.com',
    scope: 'Namespaced',
    names: { kind: 'Prometheus', plural: 'prometheuses', singular: 'prometheus' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: {
                type: 'object',
                properties: {
                  version: text,
                  retention: text,
                  replicas: { type: 'integer' },
                  remoteWrite: {
                    type: 'array',
                    items: {
                      type: 'object',
                      properties: Object.fromEntries(
                        entryFields().flatMap(({ resource: [name = '', ...below] }) =>
                          below.length === 0 ? [[name, anything]] : [],
                        ),
                      ),
                    },
                  },
                },
              },
            },
          },
        },
      },
    ],
  },
};

type Entries = readonly Readonly<Record<string, unknown>>[];

const CHARTS = {
  'kube-prometheus-stack': async ({ plane: { kubectl }, namespace }: HelmRelease): Promise<Entries> => {
    const [live] = await get<{ spec: { remoteWrite: Entries } }>(kubectl, [
      'prometheuses.monitoring.coreos.com',
      ...['--namespace', namespace],
    ]);
    return live?.spec.remoteWrite ?? [];
  },
  prometheus: async ({ plane: { kubectl }, namespace }: HelmRelease): Promise<Entries> => {
    const maps = await get<{ data?: Record<string, string> }>(kubectl, [
      'configmaps',
      '--namespace',
      namespace,
    ]);
    const file = maps.map(({ data }) => data?.['prometheus.yml']).find((one) => one !== undefined);
    return (parse(file ?? '') as { remote_write: Entries }).remote_write;
  },
};

const words = (phase: string, ...more: readonly string[]): readonly string[] => [
  `--phase=${phase}`,
  `--destination=${DESTINATION}`,
  ...more,
];

describe.each([3, 4] as const)('phasegate between Helm %i and a Prometheus', (major) => {
  for (const [name, entriesOf] of Object.entries(CHARTS)) {
    kubernetesTest(`${name}: old, dual and new`, async ({ helm, controlPlane: plane }) => {
      await apply(plane.kubectl, [RESOURCE]);
      await plane.kubectl(['wait', '--for=condition=Established', `crd/${RESOURCE.metadata.name}`]);
      const chart = prometheusChart(name as keyof typeof CHARTS);
      const namespace = `remote-${name}-${major}`;
      const release = await helmRelease(major, helm, { plane, namespace, name: 'mon', chart });
      await stdoutOf(release.install([]));
      const [old] = await entriesOf(release);
      expect(old).toMatchObject({ name: 'old' });

      await stdoutOf(release.upgrade({ phasegate: words('dual') }));
      expect(await entriesOf(release)).toEqual([old, NEW]);
      await stdoutOf(release.upgrade({ phasegate: words('dual') }));
      expect(await entriesOf(release)).toEqual([old, NEW]);

      const typo = await release.upgrade({ phasegate: words('new', '--old=older') });
      expect(typo.status).not.toBe(0);
      const inVain = await release.upgrade({ phasegate: words('new', '--old=old') });
      // The values hold no entry for the new store, so that without dual nothing writes to it.
      expect(inVain.status).not.toBe(0);
      expect(await entriesOf(release)).toEqual([old, NEW]);

      const both = ['remoteWrite[1].name=new', `remoteWrite[1].url=${DESTINATION}`];
      await stdoutOf(release.upgrade({ set: both, phasegate: words('new', '--old=old') }));
      expect(await entriesOf(release)).toEqual([NEW]);
    });
  }
});
