import { isBefore } from '../../../chart/versions.ts';
import { type FoundInValues, type Known, known, likely, type Tree, when } from '../../../pack.ts';
import { FIRST_CHART } from '../facts/charts.ts';
import { rowOf } from '../facts/ports.ts';
import type { NodePort, PachydermFacts } from './facts.ts';
import { bucketOfUrl, shownBucket } from './storage.ts';

interface PortValue {
  readonly service: string;
  readonly name: string;
  /** The key of the number below the Service's values; left out where none has it. */
  readonly key?: string;
  /** The number where no value says it. */
  readonly number: number;
}

interface ServiceValues {
  /** Below it, `service` holds the Service. */
  readonly block: string;
  readonly service: string;
  /** Whether `enabled` of the block turns it off. */
  readonly isOptional?: true;
  readonly ports: readonly Omit<PortValue, 'service'>[];
}

/** Where the chart's values put a Service on every node (templates of 2.0.0 to 2.11.6). */
const SERVICES: readonly ServiceValues[] = [
  {
    block: 'pachd',
    service: 'pachd',
    isOptional: true,
    ports: [
      { name: 'api-grpc-port', key: 'apiGRPCPort', number: 30_650 },
      { name: 'oidc-port', key: 'oidcPort', number: 30_657 },
      { name: 'identity-port', key: 'identityPort', number: 30_658 },
      { name: 's3gateway-port', key: 's3GatewayPort', number: 30_600 },
      { name: 'prom-metrics', key: 'prometheusPort', number: 30_656 },
    ],
  },
  { block: 'etcd', service: 'etcd', ports: [{ name: 'client-port', number: 32_379 }] },
  {
    block: 'console',
    service: 'console',
    isOptional: true,
    ports: [{ name: 'console-http', number: 30_080 }],
  },
  { block: 'pgbouncer', service: 'pg-bouncer', ports: [{ name: 'client-port', number: 32_229 }] },
  {
    block: 'cloudsqlAuthProxy',
    service: 'cloudsql-auth-proxy',
    isOptional: true,
    ports: [{ name: 'postgres', number: 35_432 }],
  },
  {
    block: 'enterpriseServer',
    service: 'pach-enterprise',
    isOptional: true,
    ports: [
      { name: 'api-grpc-port', key: 'apiGRPCPort', number: 31_650 },
      { name: 'oidc-port', key: 'oidcPort', number: 31_657 },
      { name: 'identity-port', key: 'identityPort', number: 31_658 },
      { name: 'prom-metrics', key: 'prometheusPort', number: 31_656 },
    ],
  },
];

/** Ports of the proxy that Pachyderm 1 and charts before 2.3 had on other Services; 0 turns one off. */
const LEGACY_PORTS = {
  console: 'console-direct',
  grpc: 'grpc-direct',
  s3Gateway: 's3-direct',
  oidc: 'oidc-direct',
  identity: 'identity-direct',
  metrics: 'metrics-direct',
} as const;

const isOnNodes = (values: Tree, block: string): boolean =>
  likely(values.at(block, 'service', 'type')) === 'NodePort';

const portAt = (service: string, name: string, number: Known<number>): NodePort => {
  const own = likely(number);
  return { service, index: 0, name, number, row: own === undefined ? undefined : rowOf(service, name, own) };
};

function portsOfProxy(values: Tree): readonly NodePort[] {
  if (!values.isTrue('proxy', 'enabled') || !isOnNodes(values, 'proxy')) return [];
  const numbered = (name: string, ...path: readonly string[]): readonly NodePort[] => {
    const number = values.at('proxy', 'service', ...path);
    return number === undefined || !values.isTrue('proxy', 'service', ...path)
      ? []
      : [portAt('pachyderm-proxy', name, when(number, Number))];
  };
  return [
    ...numbered('http-port', 'httpNodePort'),
    ...(values.isTrue('proxy', 'tls', 'enabled') ? numbered('https-port', 'httpsNodePort') : []),
    ...Object.entries(LEGACY_PORTS).flatMap(([key, name]) => numbered(name, 'legacyPorts', key)),
  ];
}

function portsOf(values: Tree, chart: string): readonly NodePort[] {
  const hasKeys = !isBefore(chart, FIRST_CHART.portValues);
  const fixed = SERVICES.filter(
    ({ block, isOptional }) => isOnNodes(values, block) && (!isOptional || values.isTrue(block, 'enabled')),
  ).flatMap(({ block, service, ports }) =>
    ports.map(({ name, key, number }) => {
      const written = key === undefined || !hasKeys ? undefined : values.at(block, 'service', key);
      const byType = known(number, 'chart', values.place(block, 'service', 'type'));
      return portAt(service, name, written ? when(written, Number) : byType);
    }),
  );
  return [...fixed, ...portsOfProxy(values)];
}

/** What the chart gives pachd as STORAGE_BACKEND. */
function backendOf(values: Tree): Known<string> | undefined {
  const own = values.at('pachd', 'storage', 'backend');
  return own && likely(own) !== '' ? own : values.at('deployTarget');
}

function versionOf(values: Tree): Known<string> | undefined {
  const tag = values.at('pachd', 'image', 'tag');
  return tag && likely(tag) !== '' ? tag : undefined;
}

function bucketIn(values: Tree): Known<string> | undefined {
  const url = values.at('pachd', 'storage', 'storageURL');
  const bucket = bucketOfUrl(likely(url) ?? '');
  return url && bucket && when(url, () => shownBucket(bucket));
}

/** Reads a release of the chart off its values. Nothing in them says that another cluster is beside it. */
export function readValues(values: Tree, { chart, appVersion }: FoundInValues): PachydermFacts {
  return {
    phase: known('normal', 'default'),
    components: [],
    version: versionOf(values) ?? known(appVersion ?? chart, 'chart'),
    ports: portsOf(values, chart),
    backend: backendOf(values),
    bucket: bucketIn(values),
  };
}
