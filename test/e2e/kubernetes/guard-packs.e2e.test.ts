import { describe, expect, onTestFinished } from 'vitest';
import {
  GATE_ANNOTATION,
  overrideText,
  RELEASE_ANNOTATION,
  type SeenWorkload,
  stampText,
} from '../../../src/guard/stamp.ts';
import { sure } from '../../../src/pack.ts';
import { projectWithPack } from '../../unit/pack-package/project.ts';
import { stateOf } from '../../unit/prometheus-checks/release.ts';
import { Api } from './api.ts';
import type { ControlPlane } from './control-plane.ts';
import { applyGuard, create, DRY_RUN, Guarded, inForce, saidBy, TAKEN } from './guard-applied.ts';
import { kubernetesTest } from './kubernetes-test.ts';
import { LEDGER_PHASES, ledgerIn } from './ledger-workload.ts';
import {
  collectionOf,
  installOperatorsKinds,
  PROMETHEUS_KINDS,
  prometheusResource as resource,
  STACK_LABELS as STACK,
} from './operator-resources.ts';
import { CLUSTER_WIDE, claimOf, pathOf, STRANGERS } from './pachyderm-cluster.ts';
import { telling } from './phase-told.ts';
import { DESTINATION, type Entry, NEW, OLD, SETTINGS, SPECS } from './remote-write-lists.ts';
import { until } from './until.ts';

const project = await projectWithPack();

/** What `phasegate guard` prints. */
async function printed(words: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const { code, out, err } = await project.run(`guard ${words}`, '', env);
  expect([code, err]).toEqual([0, '']);
  return out;
}

function apiOf({ kubeconfig }: ControlPlane): Api {
  const api = new Api(kubeconfig);
  onTestFinished(() => api.close());
  return api;
}

/** Each setting on which the policies of a Prometheus depend. */
const EVERYTHING_SAID = {
  PHASEGATE_DESTINATION: `${DESTINATION}?db=a`,
  PHASEGATE_DESTINATION_TENANT: 'b',
  PHASEGATE_OLD: `${DESTINATION}?db=b`,
};

/** What holds a phase, by its stamp. */
interface Place {
  readonly kind: string;
  readonly name: string;
}

const stampFor = (
  { kind, name }: Place,
  from: string,
  to: string,
  state: Pick<SeenWorkload, 'generation' | 'uid'>,
): string =>
  stampText({
    ...{ from, to, time: new Date('2026-11-30T09:00:00Z'), proof: ['soak=25h'] },
    workloads: [{ kind, name, ...state }],
  });

const writing = (list: readonly Entry[], stamp: string | null = null) => ({
  metadata: { annotations: { [GATE_ANNOTATION]: stamp } },
  spec: { remoteWrite: list },
});

describe('guard of a Prometheus', () => {
  for (const kind of PROMETHEUS_KINDS)
    kubernetesTest(`holds the phases of a ${kind}`, async ({ controlPlane: plane }) => {
      const namespace = `guard-${kind.toLowerCase()}`;
      const api = apiOf(plane);
      await plane.kubectl(['create', 'namespace', namespace]);
      await installOperatorsKinds(plane);
      const scope = `--pack prometheus --namespace ${namespace} --release mon`;
      await applyGuard(plane, await printed(scope, { PHASEGATE_DESTINATION: DESTINATION }));

      const path = collectionOf(kind, namespace);
      const at = (name: string): Guarded => new Guarded(api, `${path}/${name}`);
      await create(api, path, resource(kind, 'probe', STACK, [OLD, NEW]));
      await create(api, path, resource(kind, 'mon', STACK, [OLD]));
      await create(api, path, resource(kind, 'by-hand', {}, [OLD, NEW]));
      await create(
        api,
        path,
        resource(kind, 'other', { ...STACK, 'app.kubernetes.io/instance': 'other' }, [OLD, NEW]),
      );
      await inForce(() => at('probe').change(writing([NEW]), DRY_RUN));

      const own = at('mon');
      const to = async (list: readonly Entry[], stamp?: string): Promise<string> =>
        saidBy(await own.change(writing(list, stamp)));
      expect(await to([NEW])).toContain(`phasegate: old to new of ${kind}/mon loses data`);
      expect(await to([OLD, NEW])).toBe(TAKEN);
      expect(await to([NEW])).toContain(
        `phasegate: dual to new of ${kind}/mon needs an open gate: upgrade with phasegate --gate --stamp`,
      );
      const stamp = stampFor({ kind, name: 'mon' }, 'dual', 'new', await own.state());
      expect(await to([NEW], stamp)).toBe(TAKEN);
      expect(await to([OLD, NEW], stamp)).toBe(TAKEN);
      expect(await to([NEW], stamp)).toContain(`its stamp does not name ${kind}/mon@`);
      expect(await to([NEW], overrideText('restored from a backup'))).toBe(TAKEN);
      expect(await to([OLD])).toContain('new to old');
      expect(await to([OLD, NEW])).toBe(TAKEN);
      expect(await to([OLD, NEW, { name: 'twice', url: DESTINATION }])).toContain(
        'its new spec fits no phase',
      );
      expect(await to([OLD])).toBe(TAKEN);

      for (const free of ['by-hand', 'other'])
        expect(saidBy(await at(free).change(writing([NEW]))), free).toBe(TAKEN);
    });

  kubernetesTest('keeps the claims of a server, of whatever release', async ({ controlPlane: plane }) => {
    const namespace = 'guard-claims';
    const api = apiOf(plane);
    await plane.kubectl(['create', 'namespace', namespace]);
    const own = { 'app.kubernetes.io/name': 'prometheus' };
    const ofOperator = { ...own, 'operator.prometheus.io/name': 'mon-prometheus' };
    const kept = [
      claimOf(namespace, 'of-operator', { ...ofOperator, 'app.kubernetes.io/instance': 'mon-prometheus' }),
      claimOf(namespace, 'of-chart', { ...own, 'app.kubernetes.io/component': 'server' }),
    ];
    const free = [
      claimOf(namespace, 'of-nobody', own),
      claimOf(namespace, 'of-gateway', { ...own, 'app.kubernetes.io/component': 'pushgateway' }),
      claimOf(namespace, 'of-alertmanager', { 'app.kubernetes.io/name': 'alertmanager' }),
      claimOf('default', 'elsewhere', ofOperator),
    ];
    for (const { path, object } of [...kept, ...free]) await create(api, path, object);
    await installOperatorsKinds(plane);
    const scope = `--pack prometheus --namespace ${namespace} --release mon`;
    await applyGuard(plane, await printed(scope, EVERYTHING_SAID));
    for (const one of kept) await inForce(() => new Guarded(api, pathOf(one)).remove(DRY_RUN));
    for (const one of free)
      expect(saidBy(await new Guarded(api, pathOf(one)).remove()), pathOf(one)).toBe(TAKEN);
  });

  kubernetesTest('tells phases as the readers do', async ({ controlPlane: plane }) => {
    const namespace = 'guard-phases';
    const api = apiOf(plane);
    await plane.kubectl(['create', 'namespace', namespace]);
    await installOperatorsKinds(plane);
    const path = collectionOf('Prometheus', namespace);
    await create(api, path, resource('Prometheus', 'mon', STACK, []));
    await plane.kubectl(
      ['apply', '-f', '-'],
      JSON.stringify({ apiVersion: 'v1', kind: 'List', items: SETTINGS.flatMap(telling) }),
    );
    const own = new Guarded(api, `${path}/mon`);
    /** What the policy of these settings makes of a spec. */
    const inCel = async (settings: number, spec: object): Promise<string> => {
      const change = { metadata: { labels: { settings: `${settings}` } }, spec };
      return saidBy(await own.change(change, DRY_RUN));
    };
    const differences: string[] = [];
    for (const [index, settings] of SETTINGS.entries()) {
      await until('the policy is in force', async () => (await inCel(index, {})) !== TAKEN || undefined);
      for (const spec of SPECS) {
        const manifest = { ...resource('Prometheus', 'mon', STACK, []), spec };
        const wanted = `phase ${sure(stateOf(JSON.stringify(manifest), settings).phase) ?? 'unclear'}`;
        const said = await inCel(index, spec);
        if (said !== wanted)
          differences.push(`${JSON.stringify(settings)} ${JSON.stringify(spec)}: ${said}, not ${wanted}`);
      }
    }
    expect(differences).toEqual([]);
  });
});

const ANNOTATED = { metadata: { annotations: { [RELEASE_ANNOTATION]: 'yes' } } };

/** What pachctl undeploy --metadata runs beside the kinds of one namespace (pachctl 1.13.4). */
const UNDEPLOY = [
  'clusterrole.rbac.authorization.k8s.io',
  'clusterrolebinding.rbac.authorization.k8s.io',
  'storageclass',
  'pv',
  'pvc',
];

kubernetesTest('guard of Pachyderm keeps what undeploy would take', async ({ controlPlane: plane }) => {
  const api = apiOf(plane);
  const at = (path: string): Guarded => new Guarded(api, path);
  for (const name of ['old', 'new']) await plane.kubectl(['create', 'namespace', name]);
  const claims = [
    claimOf('old', 'etcd-storage'),
    claimOf('old', 'etcd-storage-etcd-0'),
    claimOf('new', 'etcd-storage'),
  ];
  const kept = [...CLUSTER_WIDE, ...claims];
  const free = [...STRANGERS, claimOf('old', 'stranger', { suite: 'other' })];
  for (const { path, object } of [...kept, ...free]) await create(api, path, object);
  await applyGuard(plane, await printed('--pack pachyderm'));
  for (const one of kept) await inForce(() => at(pathOf(one)).remove(DRY_RUN));

  for (const kind of UNDEPLOY) {
    const deleted = plane.kubectl(['delete', kind, '-l', 'suite=pachyderm', '--namespace', 'old']);
    await expect(deleted, kind).rejects.toThrow(
      new RegExp(
        `is kept; to delete it, first: kubectl annotate \\w+ [\\w-]+( -n old)? ${RELEASE_ANNOTATION}=yes`,
      ),
    );
  }
  expect(saidBy(await api.send('DELETE', `${claims[0]?.path}?labelSelector=suite%3Dpachyderm`))).toContain(
    'PersistentVolumeClaim/etcd-storage is kept',
  );
  for (const one of kept)
    expect((await api.send('GET', pathOf(one))).message).not.toContain('deletionTimestamp');

  for (const one of free) expect(saidBy(await at(pathOf(one)).remove()), pathOf(one)).toBe(TAKEN);
  const [role, binding, other] = CLUSTER_WIDE.map((one) => at(pathOf(one)));
  expect(saidBy((await binding?.change(ANNOTATED)) ?? NONE)).toBe(TAKEN);
  expect(saidBy((await binding?.remove()) ?? NONE)).toBe(TAKEN);
  for (const one of [role, other]) expect(saidBy((await one?.remove(DRY_RUN)) ?? NONE)).toContain('is kept');

  await plane.kubectl(['delete', 'namespace', 'old', '--wait=false']);
  await until('the claims of the namespace are gone', async () =>
    (await api.send('GET', '/api/v1/namespaces/old')).status === 404 ? true : undefined,
  );
  const [, , left] = claims.map(pathOf);
  expect((await api.send('GET', left ?? '')).status).toBe(200);
});

const NONE = { status: 0, message: 'nothing was asked', warnings: [] };

kubernetesTest(
  'guard of a pack without guard holds every change of phase',
  async ({ controlPlane: plane }) => {
    const api = apiOf(plane);
    await plane.kubectl(['create', 'namespace', 'books']);
    const path = '/apis/apps/v1/namespaces/books/statefulsets';
    const own = new Guarded(api, `${path}/books`);
    await applyGuard(plane, await printed('--pack ledger --namespace books'));
    for (const from of LEDGER_PHASES) {
      await create(api, path, ledgerIn(from));
      const state = await own.state();
      for (const to of LEDGER_PHASES) {
        if (from === to) continue;
        const denied = await inForce(() => own.change(ledgerIn(to), DRY_RUN));
        expect(saidBy(denied)).toContain(`${from} to ${to} of StatefulSet/books needs an open gate`);
        const stamp = stampFor({ kind: 'StatefulSet', name: 'books' }, from, to, state);
        expect(saidBy(await own.change(ledgerIn(to, stamp), DRY_RUN))).toBe(TAKEN);
      }
      expect(saidBy(await own.change(ledgerIn(from), DRY_RUN))).toBe(TAKEN);
      expect(saidBy(await own.remove())).toBe(TAKEN);
      await until('it is gone', async () =>
        (await api.send('GET', `${path}/books`)).status === 404 ? true : undefined,
      );
    }
  },
);
