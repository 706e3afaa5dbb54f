import type { ChartKey, Json, Keys } from './key.ts';
import { count, listOf, map, openSection, text, toggle } from './kinds.ts';

const scraped = (profile: string): { readonly [key: string]: Json } => ({
  [`profiles.grafana.com/${profile}.scrape`]: 'true',
  [`profiles.grafana.com/${profile}.port_name`]: 'http-metrics',
});

const SCRAPED = { ...scraped('memory'), ...scraped('cpu'), ...scraped('goroutine') };

const SOURCE_OF_ALLOY = {
  'profiles.grafana.com/service_repository': 'https://github.com/grafana/alloy',
  'profiles.grafana.com/service_git_ref': 'v1.8.1',
};

const controller = (podAnnotations: Json): ChartKey =>
  map('The workload of the collector.', { default: { type: 'statefulset', replicas: 1, podAnnotations } });

const collector = (settings: { readonly [key: string]: Json }): ChartKey =>
  map('Settings of the collector itself.', { default: { ...settings, clustering: { enabled: true } } });

const configMap = (name: string): Json => ({ create: false, name });

export const alloy = openSection({
  enabled: toggle('Whether Grafana Alloy is installed to scrape profiles of annotated pods.', {
    default: true,
  }),
  controller: controller({ ...SCRAPED, ...SOURCE_OF_ALLOY }),
  alloy: collector({ stabilityLevel: 'public-preview', configMap: configMap('alloy-config-pyroscope') }),
})('Values of the sub-chart alloy.');

export const agent = openSection({
  enabled: toggle('Whether Grafana Agent is installed; it is at its end of life.', { default: false }),
  controller: controller(SCRAPED),
  agent: collector({ configMap: configMap('grafana-agent-config-pyroscope') }),
})('Values of the sub-chart grafana-agent.', { deprecated: 'alloy' });

const DATA: Keys = {
  replicas: count('Number of MinIO pods.', { default: 1 }),
  drivesPerNode: count('Drives of each pod; with the pods at least two in all.', { default: 2 }),
  buckets: listOf('maps')('Buckets to make; the first one is used.', {
    default: [{ name: 'grafana-pyroscope-data', policy: 'none', purge: false }],
  }),
  persistence: map('The volumes of MinIO.', { default: { size: '5Gi' } }),
};

export const minio = openSection({
  enabled: toggle('Whether MinIO is installed and used as the bucket; meant for trials.', { default: false }),
  rootUser: text('User name of MinIO.', { default: 'grafana-pyroscope' }),
  rootPassword: text('Password of MinIO; the default is public.', { default: 'supersecret' }),
  ...DATA,
  resources: map('Requests and limits of MinIO.', {
    default: { requests: { cpu: '100m', memory: '128Mi' } },
  }),
  podAnnotations: map('Annotations of the pods of MinIO.', { default: {} }),
})('Values of the sub-chart minio.');
