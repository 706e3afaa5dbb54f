import { describe, expect } from 'vitest';
import { parse } from 'yaml';
import { entryFields } from '../../../src/packs/prometheus/facts/entry-fields.ts';
import type { ControlPlane } from './control-plane.ts';
import { lastGate } from './gate-report.ts';
import { type HelmRelease, helmRelease, prometheusChart, stdoutOf } from './helm-release.ts';
import { apply, get } from './kubectl.ts';
import { kubernetesTest } from './kubernetes-test.ts';
import { until } from './until.ts';

const DESTINATION = 'https://metrics.example.org/api/v1/push';
const NEW = { name: 'new', url: DESTINATION };
const text = { type: 'string' };

/** Schema of one field; what it holds below is taken as it is. */
const anything = { 'x-kubernetes-preserve-unknown-fields': true };

/** The custom resource of an operator that knows these fields of an entry; what it does not name, the API server drops. */
const resourceWith = (fields: readonly string[]) => ({
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
                      properties: Object.fromEntries(fields.map((name) => [name, anything])),
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
});

const FIELDS = entryFields().flatMap(({ resource: [name = '', ...below] }) =>
  below.length === 0 ? [name] : [],
);
const RESOURCE = resourceWith(FIELDS);
const OLDER = resourceWith(FIELDS.filter((name) => name !== 'headers'));

/** Makes it the CRD of the cluster, and waits until the API server reads objects by it. */
async function applyCrd({ kubectl }: ControlPlane, crd: typeof RESOURCE): Promise<void> {
  await apply(kubectl, [crd]);
  await kubectl(['wait', '--for=condition=Established', `crd/${crd.metadata.name}`]);
  const probe = {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'Prometheus',
    metadata: { name: 'probe', namespace: 'default' },
    spec: { remoteWrite: [{ url: DESTINATION, headers: { a: 'b' } }] },
  };
  const dryRun = ['create', '--dry-run=server', '--validate=strict', '-f', '-'];
  const isTaken = (): Promise<boolean> =>
    kubectl(dryRun, JSON.stringify(probe)).then(
      () => true,
      () => false,
    );
  const wanted = crd === RESOURCE;
  await until('the CRD is in force', async () => ((await isTaken()) === wanted ? true : undefined));
}

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

const reading = (apiGroup: string, verbs: readonly string[], ...resources: readonly string[]) => ({
  ...{ apiGroups: [apiGroup], resources, verbs },
});

/** What docs/gate.md asks for, as far as nobody asks a server. */
const ROLE = [
  reading('', ['get', 'list'], 'secrets', 'pods'),
  reading('', ['list'], 'persistentvolumeclaims'),
  reading('apps', ['list'], 'statefulsets', 'deployments', 'controllerrevisions', 'replicasets'),
];

const words = (phase: string, ...more: readonly string[]): readonly string[] => [
  `--phase=${phase}`,
  `--destination=${DESTINATION}`,
  ...more,
];

describe.each([3, 4] as const)('phasegate between Helm %i and a Prometheus', (major) => {
  for (const [name, entriesOf] of Object.entries(CHARTS)) {
    kubernetesTest(`${name}: old, dual and new`, async ({ helm, controlPlane: plane }) => {
      await applyCrd(plane, RESOURCE);
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

      const second = ['remoteWrite[1].name=new', `remoteWrite[1].url=${DESTINATION}`];
      // Helm fills the place of an item that nobody names with null.
      const holed = await release.upgrade({ set: second, phasegate: words('new', '--old=old') });
      expect(holed.status).not.toBe(0);
      const first = ['remoteWrite[0].name=old', 'remoteWrite[0].url=http://old.example.org/api/v1/push'];
      const both = [...first, ...second];
      await stdoutOf(release.upgrade({ set: both, phasegate: words('new', '--old=old') }));
      expect(await entriesOf(release)).toEqual([NEW]);
    });
  }

  kubernetesTest('an older CRD keeps the gate to dual closed', async ({ helm, controlPlane: plane }) => {
    await applyCrd(plane, OLDER);
    const chart = prometheusChart('kube-prometheus-stack');
    const entriesOf = CHARTS['kube-prometheus-stack'];
    const tenant = '--destination-tenant=team';

    const ungated = await helmRelease(major, helm, {
      ...{ plane, chart, name: 'mon', namespace: `older-ungated-${major}` },
    });
    await stdoutOf(ungated.install([]));
    const upgraded = await ungated.upgrade({ phasegate: words('dual', tenant) });
    if (major === 3) {
      expect(upgraded.status).toBe(0);
      expect((await entriesOf(ungated)).at(-1)).toEqual(NEW);
    } else expect(upgraded.stderr).toContain('field not declared in schema');

    const namespace = `older-${major}`;
    const release = await helmRelease(major, helm, { plane, namespace, name: 'mon', chart });
    await stdoutOf(release.install([]));
    const gated = words('dual', tenant, '--gate', `--namespace=${namespace}`);
    expect((await release.upgrade({ phasegate: gated })).status).not.toBe(0);
    expect((await lastGate(release)).text).toMatch(
      /prometheuses\.monitoring\.coreos\.com has no headers in remoteWrite.*helm show crds/,
    );

    await applyCrd(plane, RESOURCE);
    const kubeconfig = await plane.limitedKubeconfig({ namespace, rules: ROLE });
    const limited = [...gated, `--kubeconfig=${kubeconfig}`];
    expect((await release.upgrade({ phasegate: limited })).status).not.toBe(0);
    expect((await lastGate(release)).text).toContain(
      'kubectl auth can-i get customresourcedefinitions.apiextensions.k8s.io',
    );

    await stdoutOf(release.upgrade({ phasegate: gated }));
    expect((await entriesOf(release)).at(-1)).toEqual({ ...NEW, headers: { 'X-Scope-OrgID': 'team' } });
  });
});
