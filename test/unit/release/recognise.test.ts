import { describe, expect, it } from 'vitest';
import { PACKS } from '../../../src/packs/index.ts';
import { renderStream } from '../../../src/render/render-stream.ts';
import { ok } from '../../../src/result.ts';
import { manifestOf } from '../gate/memory-cluster.ts';

const STATED = {
  settings: new Map(),
  choices: {
    correct: new Set<string>(),
    noCorrect: new Set<string>(),
    acceptLoss: false,
    acceptUnknownChart: false,
  },
};

async function releasesIn(stream: string) {
  const rendered = await renderStream(stream, {
    packs: PACKS,
    intentFor: () => ok(STATED),
    values: undefined,
  });
  if (!rendered.ok) throw new Error(JSON.stringify(rendered.error));
  return rendered.value.releases.map(({ name, namespace, from, decisions }) => ({
    name,
    namespace,
    from,
    chart: decisions.find(({ about }) => about === 'chart version')?.value,
  }));
}

/** A single binary in v2. @param chart how its label is written */
const workload = (chart: string, image = 'grafana/pyroscope:2.2.1'): string => `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: profiles
  namespace: monitoring
  labels:
    ${chart}
    app.kubernetes.io/instance: profiles
    app.kubernetes.io/component: all
spec:
  replicas: 1
  template:
    spec:
      containers:
        - name: pyroscope
          image: ${image}
          args:
            - -target=all
            - -architecture.storage=v2
`;

const FOUND = { name: 'profiles', namespace: 'monitoring', from: 'v2', chart: '2.2.1' };

describe('a release is recognised', () => {
  it.each([
    ['as the chart writes it', 'helm.sh/chart: pyroscope-2.2.1'],
    ['by a version with a v', 'helm.sh/chart: pyroscope-v2.2.1'],
    ['in quotes', '"helm.sh/chart": "pyroscope-2.2.1"'],
    ['as a literal block', 'helm.sh/chart: |-\n      pyroscope-2.2.1'],
    ['as a folded block', '"helm.sh/chart": >-\n      pyroscope-2.2.1'],
    ['with a tag', 'helm.sh/chart: !!str pyroscope-2.2.1'],
    ['with an explicit key', '? helm.sh/chart\n    : pyroscope-2.2.1'],
    ['under another chart name, by image and target', 'helm.sh/chart: profiling-2.2.1'],
  ])('%s', async (_, label) => {
    expect(await releasesIn(workload(label))).toEqual([FOUND]);
  });

  it('with all objects of a renamed chart, also those that do not name the product', async () => {
    const service = `---
apiVersion: v1
kind: Service
metadata:
  name: metastore
  namespace: monitoring
  labels:
    helm.sh/chart: profiling-2.2.1
    app.kubernetes.io/instance: profiles
    app.kubernetes.io/component: metastore
spec:
  ports: [{ name: grpc, port: 9095 }]
`;
    const stated = {
      ...STATED,
      phase: { value: 'v1', source: { kind: 'flag' as const, flag: '--phase v1' } },
    };
    const stream = workload('helm.sh/chart: profiling-2.2.1') + service;
    const rendered = await renderStream(stream, {
      packs: PACKS,
      intentFor: () => ok(stated),
      values: undefined,
    });
    expect(rendered.ok && rendered.value.releases[0]?.edits.map(({ what }) => what)).toContain(
      'Service/metastore',
    );
  });

  it('without what the same chart brings of another product, whose components may be named alike', async () => {
    const ours = manifestOf('dual').replaceAll('chart: pyroscope-', 'chart: stack-');
    const others = `---
apiVersion: v1
kind: Service
metadata:
  name: metrics-ingester
  namespace: pyroscope
  labels:
    helm.sh/chart: stack-2.2.1
    app.kubernetes.io/instance: pyroscope
    app.kubernetes.io/name: metrics
    app.kubernetes.io/component: ingester
spec:
  ports: [{ name: grpc, port: 9095 }]
`;
    const stated = { ...STATED, phase: { value: 'v2', source: { kind: 'flag' as const, flag: '--phase' } } };
    const rendered = await renderStream(ours + others, {
      packs: PACKS,
      intentFor: () => ok(stated),
      values: undefined,
    });
    expect(rendered.ok && rendered.value.releases[0]?.edits.length).toBeGreaterThan(0);
    expect(rendered.ok && rendered.value.texts.at(-1)).toBe(others);
  });

  it.each([
    ['another chart', workload('helm.sh/chart: grafana-8.0.0', 'grafana/grafana:11.0.0')],
    ['a chart whose name only begins alike', workload('helm.sh/chart: pyroscope-ebpf-1.0.0', 'x/ebpf:1.0.0')],
    ['a text about the product', 'kind: ConfigMap\ndata:\n  note: see helm.sh/chart pyroscope-2.2.1\n'],
    ['a broken document of others', 'kind: [\n  pyroscope\n'],
  ])('but not in %s', async (_, stream) => {
    expect(await releasesIn(stream)).toEqual([]);
  });
});
