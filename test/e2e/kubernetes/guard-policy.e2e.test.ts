import { dirname } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { guardCheck } from '../../../src/cli/verify/guard-check.ts';
import { guardText } from '../../../src/guard/objects.ts';
import { RELEASE_ANNOTATION } from '../../../src/guard/stamp.ts';
import { connect } from '../../../src/live/connect.ts';
import { pyroscope } from '../../../src/packs/pyroscope/index.ts';
import { Api } from './api.ts';
import type { ControlPlane } from './control-plane.ts';
import { guardInForce, isDenied } from './guard-fixture.ts';
import { apply, get } from './kubectl.ts';
import { kubernetesTest } from './kubernetes-test.ts';
import { until } from './until.ts';

const claim = (name: string, product = 'pyroscope') => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: {
    name,
    labels: { 'app.kubernetes.io/name': product, 'app.kubernetes.io/instance': 'pyroscope' },
  },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
});

const server = (namespace: string, storage: string) => ({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: {
    ...{ name: 'pyroscope', namespace },
    labels: {
      'helm.sh/chart': 'pyroscope-2.2.1',
      'app.kubernetes.io/name': 'pyroscope',
      'app.kubernetes.io/instance': 'pyroscope',
      'app.kubernetes.io/component': 'all',
    },
  },
  spec: {
    ...{ replicas: 0, serviceName: 'pyroscope', selector: { matchLabels: { app: 'pyroscope' } } },
    template: {
      metadata: { labels: { app: 'pyroscope' } },
      spec: {
        containers: [
          {
            name: 'pyroscope',
            image: 'grafana/pyroscope:2.2.1',
            args: [
              `-architecture.storage=${storage}`,
              `-write-path=${storage === 'v2' ? 'segment-writer' : 'combined'}`,
            ],
          },
        ],
      },
    },
  },
});

const DUAL = 'v1-v2-dual';

/** A namespace with a server in dual, and the API server that is asked about it. */
async function place(plane: ControlPlane, namespace: string) {
  const api = new Api(plane.kubeconfig);
  onTestFinished(() => api.close());
  await plane.kubectl(['create', 'namespace', namespace]);
  await apply(plane.kubectl, [server(namespace, DUAL)]);
  const step = (query = '?dryRun=All') =>
    api.send(
      'PUT',
      `/apis/apps/v1/namespaces/${namespace}/statefulsets/pyroscope${query}`,
      JSON.stringify(server(namespace, 'v2')),
    );
  const release = { namespace, name: 'pyroscope' };
  const env = { PATH: process.env.PATH ?? '', HOME: dirname(plane.kubeconfig), KUBECONFIG: plane.kubeconfig };
  const stands = async () => {
    const cluster = connect({ namespace }, { programs: { kubectl: plane.kubectlProgram }, env });
    const { status, seen } = await guardCheck(cluster, pyroscope, release);
    await cluster.close();
    return { status, seen };
  };
  const claimPath = (name: string): string =>
    `/api/v1/namespaces/${namespace}/persistentvolumeclaims/${name}`;
  const removeClaim = (name: string) => api.send('DELETE', `${claimPath(name)}?dryRun=All`);
  return { api, step, stands, removeClaim, ...release };
}

kubernetesTest(
  'claims go once somebody released them, and with their namespace',
  async ({ controlPlane: plane }) => {
    const { kubectl } = plane;
    const { namespace, step, removeClaim } = await place(plane, 'guard-claims');
    await kubectl(['create', 'namespace', 'guard-claims-2']);
    for (const each of [namespace, 'guard-claims-2'])
      for (const one of [claim('data-pyroscope-0'), claim('data-ledger-0', 'ledger')])
        await kubectl(['apply', '-n', each, '-f', '-'], JSON.stringify(one));
    await guardInForce(plane, pyroscope, {}, step);
    const denied = (): Promise<true | undefined> =>
      removeClaim('data-pyroscope-0').then((one) => (isDenied(one) ? true : undefined));
    await until('claims are kept', denied);
    const { message } = await removeClaim('data-pyroscope-0');
    const released =
      /kubectl annotate persistentvolumeclaims data-pyroscope-0 -n guard-claims (phasegate\.dev\/release-claim=yes)/.exec(
        message,
      );
    expect(released?.[1], message).toBe(`${RELEASE_ANNOTATION}=yes`);
    expect((await removeClaim('data-ledger-0')).status).toBe(200);
    await kubectl(['annotate', '-n', namespace, 'pvc/data-pyroscope-0', `${released?.[1]}`]);
    expect((await removeClaim('data-pyroscope-0')).status).toBe(200);
    const asController = ['--as=system:serviceaccount:kube-system:namespace-controller', '--dry-run=server'];
    await kubectl(['delete', '-n', 'guard-claims-2', 'pvc/data-pyroscope-0', ...asController]);
    await kubectl(['delete', 'namespace', 'guard-claims-2', '--timeout=60s']);
    expect(
      (await get(kubectl, ['namespaces', '--field-selector', 'metadata.name=guard-claims-2'])).length,
    ).toBe(0);
  },
);

kubernetesTest(
  'a guard on trial warns, one that is applied again is the same, and verify tells all of it',
  async ({ controlPlane: plane }) => {
    const { kubectl } = plane;
    await kubectl(['delete', 'validatingadmissionpolicies,validatingadmissionpolicybindings', '--all']);
    const { namespace, step, stands } = await place(plane, 'guard-trial');
    expect(await stands()).toMatchObject({
      status: 'skipped',
      seen: expect.stringContaining('none stands for this release'),
    });

    await guardInForce(plane, pyroscope, { namespace, isTrial: true }, step);
    const warned = await step();
    expect(warned.status).toBe(200);
    expect(warned.warnings.join()).toContain(
      'phasegate: dual to v2 of StatefulSet/pyroscope needs an open gate',
    );
    expect(await stands()).toMatchObject({
      status: 'skipped',
      seen: expect.stringContaining('phasegate-pyroscope warns alone'),
    });

    const text = guardText(pyroscope, { namespace });
    await kubectl(['apply', '-f', '-'], text);
    await until('the guard denies', async () => (isDenied(await step()) ? true : undefined));
    const again = await kubectl(['apply', '-f', '-'], text);
    expect(again.split('\n').filter((line) => line !== '' && !line.endsWith(' unchanged'))).toEqual([]);
    expect(await stands()).toMatchObject({
      status: 'ok',
      seen: expect.stringContaining('not covered: objects that are made anew'),
    });

    // As an older or newer phasegate may have printed it.
    const other = text.replace('"dual-v1", ', '');
    expect(other).not.toBe(text);
    await kubectl(['apply', '-f', '-'], other);
    expect(await stands()).toMatchObject({
      status: 'failed',
      seen: 'phasegate-pyroscope is not the one that this phasegate prints',
    });
    await kubectl(['apply', '-f', '-'], text);
    expect(await stands()).toMatchObject({ status: 'ok' });

    // That of another namespace, or of another release, is none of this one.
    await kubectl(['delete', 'validatingadmissionpolicybindings', '--all']);
    for (const scope of [{ namespace: 'elsewhere' }, { namespace, release: 'other' }]) {
      await kubectl(['apply', '-f', '-'], guardText(pyroscope, scope));
      expect(await stands()).toMatchObject({
        status: 'skipped',
        seen: expect.stringContaining('none stands'),
      });
    }
    await kubectl(['apply', '-f', '-'], guardText(pyroscope, { release: 'pyroscope' }));
    expect(await stands()).toMatchObject({ status: 'ok' });
  },
);

interface Checked {
  readonly metadata: { readonly name: string };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly typeChecking?: { readonly expressionWarnings?: readonly unknown[] };
  };
}

kubernetesTest(
  'its expressions fit the types of the API server, and cost little with many args',
  async ({ controlPlane: plane }) => {
    const { namespace, api, step } = await place(plane, 'guard-types');
    await guardInForce(plane, pyroscope, {}, step);
    const checked = async () => {
      const policies = await get<Checked>(plane.kubectl, ['validatingadmissionpolicies']);
      return policies.every(({ status }) => status?.observedGeneration !== undefined) ? policies : undefined;
    };
    const policies = await until('the policies were checked', checked);
    expect(policies.map(({ metadata }) => metadata.name)).toContain('phasegate-pyroscope');
    expect(policies.flatMap(({ status }) => status?.typeChecking?.expressionWarnings ?? [])).toEqual([]);

    const path = `/apis/apps/v1/namespaces/${namespace}/statefulsets/pyroscope?dryRun=All`;
    const answerWith = (args: number) => {
      const { spec, ...rest } = server(namespace, DUAL);
      const [container] = spec.template.spec.containers;
      const many = Array.from(
        { length: args },
        (_, index) => `-some.flag-of-the-server-${index}=a value of some length`,
      );
      const containers = [{ ...container, args: [...many, ...(container?.args ?? [])] }];
      const template = { ...spec.template, spec: { containers } };
      return api.send('PUT', path, JSON.stringify({ ...rest, spec: { ...spec, template } }));
    };
    // The chart writes some 30. Far beyond the budget of the API server, the policy fails closed.
    expect((await answerWith(4_000)).status).toBe(200);
    const beyond = await answerWith(8_000);
    expect(beyond.status).toBeGreaterThanOrEqual(400);
    expect(beyond.message).toContain('phasegate-pyroscope');
  },
);

kubernetesTest('a sidecar with a command of its own hides no step', async ({ controlPlane: plane }) => {
  const { namespace, api, step } = await place(plane, 'guard-sidecar');
  await guardInForce(plane, pyroscope, { namespace }, step);
  const collection = `/apis/apps/v1/namespaces/${namespace}/statefulsets`;
  // Charts 1.x leave the flags of v1 out.
  const with1x = (flags: readonly string[]) => {
    const { metadata, spec } = server(namespace, DUAL);
    const labels = { ...metadata.labels, 'helm.sh/chart': 'pyroscope-1.21.0' };
    const [one] = spec.template.spec.containers;
    const sidecar = { name: 'sidecar', image: 'busybox', command: ['sleep', '1d'] };
    const containers = [{ ...one, args: ['-target=all', ...flags] }, sidecar];
    const template = { ...spec.template, spec: { containers } };
    const body = { metadata: { ...metadata, name: 'with-sidecar', labels }, spec: { ...spec, template } };
    return JSON.stringify({ ...server(namespace, DUAL), ...body });
  };
  const v2 = ['-write-path=segment-writer', '-enable-query-backend=true'];
  const created = await api.send('POST', collection, with1x([]));
  expect(created.status, created.message).toBe(201);
  const answer = await api.send('PUT', `${collection}/with-sidecar?dryRun=All`, with1x(v2));
  expect(answer.message).toContain('phasegate: v1 to v2 of StatefulSet/with-sidecar loses data');
});
