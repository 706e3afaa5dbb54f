import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { known, type Pack } from '../../../src/pack.ts';
import { prometheus } from '../../../src/packs/prometheus/index.ts';
import type { PrometheusFacts, PrometheusState } from '../../../src/packs/prometheus/read/facts.ts';
import { storedReleases } from '../../../src/release/history.ts';

export type Settings = Readonly<Record<string, string>>;

/** The pack as somebody's settings make it. */
export const packWith = (settings: Settings): Pack<PrometheusFacts> =>
  prometheus.withSettings?.((name) => {
    const value = settings[name];
    return value === undefined ? undefined : known(value, 'person');
  }) ?? prometheus;

interface Entry {
  readonly name?: string;
  readonly url: string;
  readonly tenant?: string;
}

/** Entries as YAML, which custom resources and prometheus.yml write alike so far. */
const listOf = (entries: readonly Entry[]): string =>
  entries
    .map(({ name, url, tenant }) =>
      [
        `    - url: ${url}\n`,
        ...(name === undefined ? [] : [`      name: ${name}\n`]),
        ...(tenant === undefined ? [] : [`      headers:\n        X-Scope-OrgID: ${tenant}\n`]),
      ].join(''),
    )
    .join('');

/** A release of the chart prometheus, with these entries of remote_write. */
export const chartManifest = (
  entries: readonly Entry[],
  args: readonly string[] = [],
): string => `apiVersion: v1
kind: ConfigMap
metadata:
  name: mon-prometheus-server
  namespace: monitoring
  labels:
    app.kubernetes.io/component: server
    app.kubernetes.io/name: prometheus
    app.kubernetes.io/instance: mon
    helm.sh/chart: prometheus-29.27.0
data:
  prometheus.yml: |
    global:
      scrape_interval: 1m
    remote_write:
${listOf(entries)}---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: mon-prometheus-server
  namespace: monitoring
  labels:
    app.kubernetes.io/component: server
    app.kubernetes.io/name: prometheus
    app.kubernetes.io/instance: mon
    helm.sh/chart: prometheus-29.27.0
spec:
  replicas: 1
  selector: { matchLabels: { app.kubernetes.io/component: server } }
  template:
    metadata:
      labels:
        app.kubernetes.io/component: server
        app.kubernetes.io/instance: mon
    spec:
      containers:
        - name: prometheus-server
          image: quay.io/prometheus/prometheus:v3.14.0
          args:
            - --config.file=/etc/config/prometheus.yml
            - --storage.tsdb.path=/data
${args.map((arg) => `            - ${arg}\n`).join('')}          ports:
            - containerPort: 9090
          volumeMounts:
            - { name: config-volume, mountPath: /etc/config }
            - { name: storage-volume, mountPath: /data }
      volumes:
        - name: config-volume
          configMap: { name: mon-prometheus-server }
        - name: storage-volume
          persistentVolumeClaim: { claimName: mon-prometheus-server }
`;

/** A release of kube-prometheus-stack, with these entries of remoteWrite. */
export const stackManifest = (
  entries: readonly Entry[],
  more = '',
): string => `apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata:
  name: mon-kube-prometheus-stack-prometheus
  namespace: monitoring
  labels:
    app.kubernetes.io/instance: mon
    chart: kube-prometheus-stack-88.5.3
    release: mon
spec:
  version: v3.14.0
  replicas: 2
  shards: 1
  retention: 10d
${more}  remoteWrite:
${listOf(entries)}`;

/** What a pack reads of a release's manifests. */
export function stateOf(manifest: string, settings: Settings): PrometheusState {
  const [stored] = storedReleases(manifest, [packWith(settings) as Pack]);
  if (stored === undefined) throw new Error('the manifests hold no release');
  return stored.state as PrometheusState;
}

/** Answers that real servers gave. */
export const recorded = (name: string): string =>
  readFileSync(resolve(import.meta.dirname, 'recorded', name), 'utf8');
