import { join } from 'node:path';
import { helmModule } from '../tools/paths.ts';
import { run } from '../tools/run.ts';
import type { ControlPlane } from './control-plane.ts';
import { get } from './kubectl.ts';
import type { Entry } from './remote-write-lists.ts';
import { until } from './until.ts';

const OPERATOR = 'github.com/prometheus-operator/prometheus-operator@v0.85.0';

/** The operator's resources that make a Prometheus. */
const KINDS = {
  Prometheus: { plural: 'prometheuses', version: 'v1' },
  PrometheusAgent: { plural: 'prometheusagents', version: 'v1alpha1' },
} as const;

export type PrometheusKind = keyof typeof KINDS;
export const PROMETHEUS_KINDS = Object.keys(KINDS) as PrometheusKind[];

interface Definition {
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly status: string }[] | null;
  };
}

const isServed = ({ status }: Definition): boolean =>
  (status?.conditions ?? []).some((one) => one.type === 'Established' && one.status === 'True');

/** Makes the operator's own definitions of them those of the cluster. */
export async function installOperatorsKinds({ kubectl }: ControlPlane): Promise<void> {
  const { stdout } = await run('go', ['mod', 'download', '-json', OPERATOR], { cwd: helmModule });
  const { Dir } = JSON.parse(stdout) as { readonly Dir: string };
  for (const { plural } of Object.values(KINDS)) {
    const file = `example/prometheus-operator-crd/monitoring.coreos.com_${plural}.yaml`;
    await kubectl(['apply', '--server-side', '-f', join(Dir, file)]);
  }
  await until('the kinds are served', async () =>
    (await get<Definition>(kubectl, ['crd'])).every(isServed) ? true : undefined,
  );
}

export const collectionOf = (kind: PrometheusKind, namespace: string): string =>
  `/apis/monitoring.coreos.com/${KINDS[kind].version}/namespaces/${namespace}/${KINDS[kind].plural}`;

/** Labels by which kube-prometheus-stack marks its resource. */
export const STACK_LABELS = {
  chart: 'kube-prometheus-stack-88.5.3',
  release: 'mon',
  'app.kubernetes.io/instance': 'mon',
} as const;

/** One that writes to these stores. */
export const prometheusResource = (
  kind: PrometheusKind,
  name: string,
  labels: Readonly<Record<string, string>>,
  remoteWrite: readonly Entry[],
) => ({
  apiVersion: `monitoring.coreos.com/${KINDS[kind].version}`,
  kind,
  metadata: { name, labels },
  spec: { remoteWrite },
});
