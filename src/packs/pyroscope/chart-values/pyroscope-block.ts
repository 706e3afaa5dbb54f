import { componentKey } from './component.ts';
import { COMPONENTS } from './component-names.ts';
import { map, mapOfScalars, section, string, text, textOrFalse, toggle } from './kinds.ts';
import { POD_KEYS } from './pod-keys.ts';

/** The chart's own text is a template; what it does is said in its place. */
const OWN_CONFIG = "{{- /* the chart's own template: S3 storage taken from minio where minio.enabled */ -}}";

const components = section(
  Object.fromEntries(Object.entries(COMPONENTS).map(([name, does]) => [name, componentKey(does)])),
)(
  'Settings of single components, over those of `pyroscope`. Without architecture.microservices.enabled each name here is deployed instead of the single binary.',
  { default: {} },
);

const serviceAccount = section({
  create: toggle('Whether the chart makes the service account.', { default: true }),
  annotations: map('Annotations of the service account, for instance a cloud role.', { default: {} }),
  name: textOrFalse('Its name; the name of the release where it is empty.', { default: '' }),
});

const rbac = section({
  create: toggle('Whether the role and its binding are made that v2 needs to find its pods.', {
    default: true,
  }),
});

export const pyroscope = section({
  ...POD_KEYS,
  disableSelfProfile: toggle('Whether the server is kept from pushing profiles of itself.', {
    default: true,
    since: '1.15.1',
  }),
  cluster_domain: text('End of the DNS names within the cluster, with a dot at both ends.', {
    default: '.cluster.local.',
  }),
  extraLabels: mapOfScalars('Labels of every object and pod.', { default: {} }),
  nameOverride: string('Takes the place of the chart name in names of objects.', { default: '' }),
  fullnameOverride: string('Takes the place of release and chart name in names of objects.', { default: '' }),
  rbac: rbac('Rights of the pods.', { since: '1.21.0' }),
  serviceAccount: serviceAccount('The service account of all pods.'),
  components,
  structuredConfig: map('Server configuration; laid over `config`, its keys win.', { default: {} }),
  config: string('Server configuration as a text with YAML; templates in it are run.', {
    default: OWN_CONFIG,
  }),
  tenantOverrides: map('Limits by tenant, over those of the server configuration.', { default: {} }),
})('The server: settings for all components, and its configuration.');
