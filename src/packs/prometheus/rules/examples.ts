/** The new store of the examples. */
export const DESTINATION_URL = 'https://metrics.example.org/api/v1/push';

/** What somebody asks for in examples of a phase. */
export const to = (phase: string, more: Readonly<Record<string, string>> = {}) => ({
  phase,
  destination: DESTINATION_URL,
  ...more,
});

/** Entries as YAML, in custom resources and in prometheus.yml alike. */
export const OLD = '- name: old\n  url: http://old.example.org/api/v1/push\n';
export const NEW = `- name: new\n  url: ${DESTINATION_URL}\n`;
export const ARCHIVE = '- name: archive\n  url: http://archive.example.org/api/v1/write\n';

const indented = (text: string, by: number): string => text.replace(/^(?=.)/gm, ' '.repeat(by));

/** A part of a release in an example. */
export interface ExamplePart {
  /** YAML of the entries of remote_write; none where it is left out. */
  readonly entries?: string;
  /** YAML of further fields: of the resource's spec, or at the top of prometheus.yml. */
  readonly more?: string;
  readonly chart?: string;
  /** The version of Prometheus. */
  readonly server?: string;
}

/** A release of kube-prometheus-stack. */
export const stack = (
  { entries, more = '', chart = '88.5.3', server = '3.14.0' }: ExamplePart,
  kind: 'Prometheus' | 'PrometheusAgent' = 'Prometheus',
): string => `apiVersion: monitoring.coreos.com/${kind === 'Prometheus' ? 'v1' : 'v1alpha1'}
kind: ${kind}
metadata:
  name: mon-prometheus
  namespace: monitoring
  labels:
    app.kubernetes.io/instance: mon
    chart: kube-prometheus-stack-${chart}
    release: mon
spec:
  version: v${server}
${indented(more, 2)}${entries === undefined ? '' : `  remoteWrite:\n${indented(entries, 4)}`}`;

const labels = (chart: string): string => `  name: mon-prometheus-server
  namespace: monitoring
  labels:
    app.kubernetes.io/component: server
    app.kubernetes.io/instance: mon
    app.kubernetes.io/name: prometheus
    helm.sh/chart: prometheus-${chart}
`;

export interface PlainPart extends ExamplePart {
  readonly args?: readonly string[];
  readonly replicas?: number;
  /** YAML of the volume that holds the configuration. */
  readonly volume?: string;
  /** YAML of further volume mounts of the container. */
  readonly mounts?: string;
}

/** A release of the chart prometheus. */
export const plain = ({
  entries,
  more = '',
  chart = '29.27.0',
  server = '3.14.0',
  args = [],
  replicas = 1,
  volume = 'configMap:\n  name: mon-prometheus-server\n',
  mounts = '',
}: PlainPart): string => `apiVersion: v1
kind: ConfigMap
metadata:
${labels(chart)}data:
  prometheus.yml: |
    global:
      scrape_interval: 1m
${indented(more, 4)}${entries === undefined ? '' : `    remote_write:\n${indented(entries, 4)}`}---
apiVersion: apps/v1
kind: StatefulSet
metadata:
${labels(chart)}spec:
  replicas: ${replicas}
  template:
    spec:
      containers:
        - name: prometheus-server
          image: quay.io/prometheus/prometheus:v${server}
          args:
${indented(['--config.file=/etc/config/prometheus.yml', ...args].map((arg) => `- ${arg}\n`).join(''), 12)}          volumeMounts:
            - name: config-volume
              mountPath: /etc/config
${indented(mounts, 12)}      volumes:
        - name: config-volume
${indented(volume, 10)}`;
