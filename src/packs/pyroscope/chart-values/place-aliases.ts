import type { ValuePath } from '../../../lint/finding.ts';
import { knownKeysAt } from './known-keys.ts';

type Aliases = Readonly<Record<string, string>>;

/** Names that other charts have for keys of a component. */
const POD: Aliases = {
  args: 'extraArgs',
  containersecuritycontext: 'securityContext',
  env: 'extraEnvVars',
  envfrom: 'extraEnvFrom',
  extraenv: 'extraEnvVars',
  extraflags: 'extraArgs',
  hpa: 'autoscaling',
  labels: 'extraLabels',
  overrides: 'tenantOverrides',
  pdb: 'podDisruptionBudget',
  podlabels: 'extraLabels',
  replicas: 'replicaCount',
  sidecars: 'extraContainers',
  volumemounts: 'extraVolumeMounts',
  volumes: 'extraVolumes',
};

const INGRESS: Aliases = { ingressclassname: 'className', ingressclass: 'className', host: 'hosts' };

/** The same by section; names are written without capitals, dashes and underscores. */
const ALIASES: Readonly<Record<string, Aliases>> = {
  pyroscope: POD,
  ingress: INGRESS,
  httpRoute: { hosts: 'hostnames', parentrefs: 'gateway' },
  serviceMonitor: { additionallabels: 'labels', extralabels: 'labels', selector: 'labels' },
  persistence: {
    accessmode: 'accessModes',
    claimname: 'existingClaim',
    existingclaimname: 'existingClaim',
    storageclass: 'storageClassName',
  },
  image: { imagepullpolicy: 'pullPolicy', name: 'repository', version: 'tag' },
};

/** The names of wrappers of other charts, and what they would be in this one. */
const WRAPPERS: Readonly<Record<string, ValuePath>> = {
  grafanaagent: ['agent'],
  singlebinary: ['pyroscope'],
  standalone: ['pyroscope'],
};

const plain = (name: string): string => name.toLowerCase().replaceAll(/[-_]/g, '');

const own = <Value>(table: Readonly<Record<string, Value>>, name: string): Value | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

export const wrapped = (name: string): ValuePath | undefined => own(WRAPPERS, plain(name));

/** The one of some names that differs in capitals, dashes and underscores alone. */
export const spelled = (name: string, names: readonly string[]): string | undefined =>
  names.includes(name) ? name : names.find((known) => plain(known) === plain(name));

/** The key of a section that a name means: itself, another spelling of it, or what other charts call it. */
export function nameIn(section: ValuePath, name: string, chart: string): string | undefined {
  const names = knownKeysAt(section, chart);
  const alias = own(aliasesOf(section), plain(name));
  return spelled(name, names) ?? names.find((known) => known === alias);
}

const aliasesOf = (section: ValuePath): Aliases =>
  own(ALIASES, section.at(-1) ?? '') ?? (isComponent(section) ? POD : {});

/** Whether a section is one component. */
const isComponent = (section: ValuePath): boolean =>
  ['pyroscope.components', 'architecture.microservices.v1', 'architecture.microservices.v2'].includes(
    section.slice(0, -1).join('.'),
  );
