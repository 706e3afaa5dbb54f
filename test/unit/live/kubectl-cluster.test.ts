import { describe, expect, it, vi } from 'vitest';
import { fakeCluster, isAlive } from './fake-programs.ts';

const meta = (name: string, component?: string) => ({
  name,
  labels: {
    'app.kubernetes.io/instance': 'pyro',
    ...(component === undefined ? {} : { 'app.kubernetes.io/component': component }),
  },
});

const METASTORE = {
  metadata: meta('pyro-metastore-0', 'metastore'),
  spec: {
    containers: [
      {
        name: 'mesh',
        image: 'mesh:1',
        args: ['proxy'],
        ports: [{ name: 'http-envoy', containerPort: 15090 }],
      },
      {
        name: 'metastore',
        image: 'pyroscope:2.1.0',
        args: ['-target=metastore'],
        ports: [
          { name: 'raft', containerPort: 9099 },
          { name: 'http2', containerPort: 4040 },
        ],
      },
    ],
    volumes: [
      { name: 'data', persistentVolumeClaim: { claimName: 'data-pyro-metastore-0' } },
      { name: 'config', configMap: { name: 'pyro' } },
      { name: 'scratch', ephemeral: {} },
    ],
  },
  status: {
    phase: 'Running',
    conditions: [{ type: 'Ready', status: 'True' }],
    containerStatuses: [
      { name: 'mesh', restartCount: 9, state: { running: { startedAt: '2026-11-01T00:00:00Z' } } },
      { name: 'metastore', restartCount: 2, state: { running: { startedAt: '2026-11-20T10:00:00Z' } } },
    ],
  },
};
const PENDING = {
  metadata: meta('pyro-alloy-x'),
  spec: { containers: [{ name: 'alloy', image: 'alloy:1', command: ['/bin/alloy', 'run'], args: ['--x'] }] },
  status: { phase: 'Pending', conditions: [{ type: 'Ready', status: 'False' }] },
};
const ENDING = {
  metadata: { ...meta('pyro-ingester-0', 'ingester'), deletionTimestamp: '2026-11-21T08:00:00Z' },
  spec: { containers: [{ name: 'ingester', image: 'pyroscope:2.1.0' }] },
  status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
};
const claim = (metadata: object, phase: string) => ({ metadata, spec: {}, status: { phase } });
const CLAIMS = [
  claim(meta('data-pyro-ingester-0'), 'Bound'),
  claim({ name: 'data-pyro-metastore-0' }, 'Pending'),
  claim({ name: 'of-another-release', labels: { 'app.kubernetes.io/instance': 'other' } }, 'Bound'),
];

const list = (items: unknown): string => JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
const KUBECTL = `
if (args[0] === 'logs') say('line 1\\nline 2\\n');
else say(args[1] === 'pods' ? ${JSON.stringify(list([METASTORE, PENDING, ENDING]))} : ${JSON.stringify(list(CLAIMS))});`;

describe('pods', () => {
  it('are read with the container that is the component, not its sidecar', async () => {
    const { cluster } = fakeCluster({ kubectl: KUBECTL });
    const pods = await cluster.pods('pyro');
    expect(pods.ok && pods.value[0]).toEqual({
      name: 'pyro-metastore-0',
      component: 'metastore',
      phase: 'Running',
      ready: true,
      restarts: 2,
      startedAt: '2026-11-20T10:00:00Z',
      args: ['-target=metastore'],
      image: 'pyroscope:2.1.0',
      claims: ['data-pyro-metastore-0', 'pyro-metastore-0-scratch'],
      httpPort: 4040,
    });
  });

  it('that have not started have no start, and no component where no label says one', async () => {
    const { cluster } = fakeCluster({ kubectl: KUBECTL });
    const pods = await cluster.pods('pyro');
    expect(pods.ok && pods.value[1]).toEqual({
      name: 'pyro-alloy-x',
      component: '',
      phase: 'Pending',
      ready: false,
      restarts: 0,
      args: ['run', '--x'],
      image: 'alloy:1',
      claims: [],
      httpPort: 80,
    });
  });

  it('that are being deleted are Terminating, though the API calls them Running', async () => {
    const { cluster } = fakeCluster({ kubectl: KUBECTL });
    const pods = await cluster.pods('pyro');
    expect(pods.ok && pods.value[2]).toMatchObject({ phase: 'Terminating' });
  });

  it('take another container for the component by the rule that is given', async () => {
    const isMainContainer = ({ args }: { args: readonly string[] }) => args.includes('proxy');
    const { cluster } = fakeCluster({ kubectl: KUBECTL });
    const pods = await cluster.pods('pyro', isMainContainer);
    expect(pods.ok && pods.value[0]).toMatchObject({ image: 'mesh:1', restarts: 9, httpPort: 15090 });
  });
});

describe('pods of an operator', () => {
  it('are found by the labels that it gives them, and are the component that they stand for', async () => {
    const made = {
      ...METASTORE,
      metadata: { name: 'operated-0', labels: { 'operator.example/name': 'web' } },
    };
    const kubectl = `say(args.includes('--selector=operator.example/name=web') ? ${JSON.stringify(list([METASTORE, made]))} : ${JSON.stringify(list([METASTORE]))});`;
    const { cluster } = fakeCluster({ kubectl });
    const pods = await cluster.pods('pyro', undefined, [
      { selector: 'operator.example/name=web', component: 'web' },
    ]);
    expect(pods.ok && pods.value.map(({ name, component }) => [name, component])).toEqual([
      ['pyro-metastore-0', 'metastore'],
      ['operated-0', 'web'],
    ]);
  });
});

describe('claims', () => {
  it('are those with the label of the release and those that its pods name', async () => {
    const { cluster, calls } = fakeCluster({ kubectl: KUBECTL });
    expect(await cluster.claims('pyro', [{ claims: ['data-pyro-metastore-0'] }])).toEqual({
      ok: true,
      value: [
        { name: 'data-pyro-ingester-0', phase: 'Bound' },
        { name: 'data-pyro-metastore-0', phase: 'Pending' },
      ],
    });
    expect(calls().filter(({ args }) => args[1] === 'pods')).toEqual([]);
  });
});

describe('workloads', () => {
  const owner = (kind: string, name: string) => [
    { apiVersion: 'v1', kind: 'Other', name: 'x' },
    { kind, name, controller: true },
  ];
  const managed = (time: string, fieldsV1: object, more = {}) => [
    { manager: 'kube-controller-manager', operation: 'Update', time, fieldsV1, ...more },
  ];
  const ITEMS = [
    {
      kind: 'StatefulSet',
      metadata: {
        ...{ name: 'pyro', generation: 7, uid: 'a-b', labels: { a: 'b' }, annotations: { c: 'd' } },
        managedFields: [
          {
            ...{ manager: 'kubectl-edit', operation: 'Update' },
            fieldsV1: {
              'f:spec': {
                'f:template': {
                  'f:spec': { 'f:containers': { 'k:{"name":"pyro"}': { 'f:args': {} }, 'k:?': {} } },
                },
              },
            },
          },
        ],
      },
      spec: {
        updateStrategy: { rollingUpdate: { partition: 1 } },
        template: { metadata: { annotations: { e: 'f' } } },
      },
    },
    {
      kind: 'ControllerRevision',
      metadata: {
        ...{ creationTimestamp: '2026-11-01T00:00:00Z', ownerReferences: owner('StatefulSet', 'pyro') },
        managedFields: managed('2026-11-02T00:00:00Z', { 'f:data': {}, 'f:revision': {} }),
      },
      data: { spec: { template: { $patch: 'replace' } } },
      revision: 4,
    },
    { kind: 'ControllerRevision', metadata: { ownerReferences: owner('DaemonSet', 'agent') }, revision: 1 },
    {
      kind: 'ReplicaSet',
      metadata: {
        ...{ name: 'web-1', creationTimestamp: '2026-11-03T00:00:00Z' },
        annotations: { 'deployment.kubernetes.io/revision': '7' },
        ownerReferences: owner('Deployment', 'web'),
        managedFields: managed('2026-11-04T00:00:00Z', { 'f:status': {} }, { subresource: 'status' }),
      },
      spec: { replicas: 2, template: {} },
    },
    { kind: 'ReplicaSet', metadata: { name: 'orphan' }, spec: {} },
    {
      kind: 'Pod',
      metadata: { ownerReferences: owner('ReplicaSet', 'web-1') },
      status: { startTime: '2026-11-05T00:00:00Z' },
    },
    {
      kind: 'Pod',
      metadata: { ownerReferences: owner('ReplicaSet', 'gone') },
      status: { startTime: '2026-11-05T00:00:00Z' },
    },
    { kind: 'Pod', metadata: { ownerReferences: owner('StatefulSet', 'pyro') }, status: {} },
  ];

  it('are read with their templates and pods, by one question', async () => {
    const { cluster, calls } = fakeCluster({ kubectl: `say({ items: ${JSON.stringify(ITEMS)} })` });
    expect(await cluster.workloads('pyro')).toEqual({
      ok: true,
      value: {
        workloads: [
          {
            ...{ kind: 'StatefulSet', name: 'pyro', labels: { a: 'b' }, annotations: { c: 'd' } },
            ...{ generation: 7, uid: 'a-b', podAnnotations: { e: 'f' }, keepsOldPods: true },
            managers: [{ manager: 'kubectl-edit', operation: 'Update', argsOf: ['pyro'] }],
          },
        ],
        templates: [
          {
            ...{ kind: 'StatefulSet', workload: 'pyro', number: 4, template: { $patch: 'replace' } },
            ...{ created: '2026-11-01T00:00:00Z', changed: '2026-11-02T00:00:00Z' },
          },
          {
            ...{ kind: 'Deployment', workload: 'web', number: 7, template: {}, replicas: 2 },
            created: '2026-11-03T00:00:00Z',
          },
        ],
        pods: [{ kind: 'Deployment', workload: 'web', since: '2026-11-05T00:00:00Z' }],
      },
    });
    expect(calls()).toHaveLength(1);
    expect(calls()[0]?.args.slice(0, 5)).toEqual([
      'get',
      'statefulsets,deployments,controllerrevisions,replicasets,pods',
      '--selector=app.kubernetes.io/instance=pyro',
      '--show-managed-fields',
      '--output=json',
    ]);
  });

  it('are asked for no name that would be another selector', async () => {
    const { cluster } = fakeCluster({ kubectl: 'say({ items: [] })' });
    expect(await cluster.workloads('a,b')).toMatchObject({ ok: false });
  });

  it('name every right that is missing', async () => {
    const refused = (resource: string) =>
      `Error from server (Forbidden): ${resource}.apps is forbidden: User "ci" cannot list resource "${resource}" in API group "apps" in the namespace "prof"`;
    const stderr = ['controllerrevisions', 'replicasets'].map(refused).join('\n');
    const { cluster } = fakeCluster({ kubectl: `say({ items: [] }); fail(${JSON.stringify(stderr)})` });
    const asked = await cluster.workloads('pyro');
    const { kind, what } = asked.ok ? { kind: '', what: '' } : asked.error;
    expect([kind, what]).toEqual([
      'forbidden',
      expect.stringContaining('cannot list controllerrevisions.apps'),
    ]);
    expect(what).toContain('cannot list replicasets.apps in namespace prof');
  });
});

describe('questions to kubectl', () => {
  it('name cluster, namespace and a time limit', async () => {
    const address = { namespace: 'prof', kubeContext: 'blue', kubeconfig: 'kube/config' };
    const { cluster, calls } = fakeCluster({ kubectl: KUBECTL }, { timeout: 7_000 }, address);
    await cluster.pods('pyro');
    expect(calls()[0]?.args).toEqual([
      'get',
      'pods',
      '--selector=app.kubernetes.io/instance=pyro',
      '--output=json',
      '--namespace=prof',
      '--context=blue',
      '--kubeconfig=kube/config',
      '--request-timeout=7000ms',
    ]);
  });

  it('ask for the logs of the container that is the component', async () => {
    const { cluster, calls } = fakeCluster({ kubectl: KUBECTL });
    await cluster.pods('pyro');
    expect(await cluster.logs('pyro-metastore-0', 50)).toEqual({ ok: true, value: 'line 1\nline 2\n' });
    expect(calls()[1]?.args.slice(0, 4)).toEqual([
      'logs',
      'pod/pyro-metastore-0',
      '--tail=50',
      '--container=metastore',
    ]);
  });

  it('fail where kubectl prints an empty list beside its error, as it does when forbidden', async () => {
    const forbidden = `Error from server (Forbidden): pods is forbidden: User "x" cannot list resource "pods" in API group "" in the namespace "prof"`;
    const { cluster } = fakeCluster({ kubectl: `say({ items: [] }); fail(${JSON.stringify(forbidden)})` });
    const problem = {
      ok: false,
      error: { kind: 'forbidden', what: 'User "x" cannot list pods in namespace prof.' },
    };
    expect(await cluster.pods('pyro')).toMatchObject(problem);
    expect(await cluster.claims('pyro', [])).toMatchObject(problem);
  });

  it('fail where there is no kubectl, no list, or no answer in time', async () => {
    const missing = fakeCluster({ helm: '' }).cluster;
    expect(await missing.pods('pyro')).toMatchObject({
      error: { kind: 'program-missing', what: 'kubectl is not on PATH.' },
    });
    const odd = fakeCluster({ kubectl: `say({})` }).cluster;
    expect(await odd.pods('pyro')).toMatchObject({ error: { kind: 'unexpected-answer' } });
    // Longer than the limit for kubectl itself, by the second that lets it speak first.
    const slow = fakeCluster({ kubectl: 'hang()' }, { timeout: 50 }).cluster;
    expect(await slow.logs('pyro-0', 1)).toMatchObject({ error: { kind: 'timed-out' } });
  });

  it('end at once when they are interrupted, with every child', async () => {
    const interrupt = new AbortController();
    const { cluster, calls } = fakeCluster({ kubectl: 'hang()' }, { signal: interrupt.signal });
    const asked = [cluster.pods('pyro'), cluster.logs('pyro-0', 1)];
    await vi.waitFor(() => expect(calls()).toHaveLength(2), 10_000);
    interrupt.abort();
    for (const answer of await Promise.all(asked))
      expect(answer).toMatchObject({ error: { kind: 'interrupted' } });
    expect(calls().filter(({ pid }) => isAlive(pid))).toEqual([]);
  });
});
