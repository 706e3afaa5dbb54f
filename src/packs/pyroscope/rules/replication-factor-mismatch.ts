import { type Known, sure } from '../../../pack.ts';
import { shownPath } from '../../../rules/settings.ts';
import { ownBlock } from '../facts/settings.ts';
import { componentOf, type PyroscopeComponent, type PyroscopeRule, settingOf } from '../read/facts.ts';
import { MICROSERVICES, manifests, PHASE_FLAGS_2, STORED_IN_S3 } from './examples.ts';

const FACTOR_FLAG = 'store-gateway.sharding-ring.replication-factor';

const components = (gateway: string, querier = ''): string =>
  `pyroscope:\n  components:\n    querier:\n      kind: Deployment\n${querier}    store-gateway:\n      kind: StatefulSet\n${gateway}`;
const factor = (value: string): string => `      extraArgs:\n        ${FACTOR_FLAG}: "${value}"\n`;
const GATEWAY = 'pyroscope.components.store-gateway';

const parts = (replicas: number, gateway: readonly string[], config = ''): string =>
  manifests('2.2.1', {
    components: {
      distributor: { args: PHASE_FLAGS_2.v1 },
      ingester: { data: 'template', args: PHASE_FLAGS_2.v1 },
      compactor: { args: PHASE_FLAGS_2.v1 },
      querier: { args: PHASE_FLAGS_2.v1 },
      'query-scheduler': { kind: 'Deployment', args: PHASE_FLAGS_2.v1 },
      'query-frontend': { args: PHASE_FLAGS_2.v1 },
      'store-gateway': { replicas, args: [...gateway, ...PHASE_FLAGS_2.v1] },
    },
    config: `${STORED_IN_S3}${config}`,
  });
const IN_CONFIG = 'store_gateway:\n  sharding_ring:\n    replication_factor: 3\n';

const numberIn = (one: Known<string> | undefined): number | undefined =>
  /^\d{1,9}$/.test((one && sure(one)) ?? '') ? Number(one && sure(one)) : undefined;

/**
 * A read asks for this many healthy members, counted from the factor where that is more than there are members
 * (dskit's ring without zones: read in its source, not run).
 */
const neededFor = (factor: number): number => factor - Math.floor(factor / 2);

const countKey = ({ name, replicas: { place } }: PyroscopeComponent): string =>
  shownPath(place?.in === 'values' ? place.path : [...ownBlock(name), 'replicaCount']);

export const replicationFactorMismatch: PyroscopeRule = {
  id: 'replication-factor-mismatch',
  severity: 'warning',
  summary:
    'queriers and store-gateways disagree on the replication factor, or there are fewer store-gateways',
  why: 'Queriers ask store-gateways that did not load the block: old v1 profiles are missing from query results.',
  details: `\`-${FACTOR_FLAG}\` tells a store-gateway which blocks are its own and a querier which store-gateways to
ask. If the two differ, queriers rely on copies that were never loaded, or ask pods that do not have the block: old profiles
are missing from query results.

A factor above the number of store-gateways leaves no room for a loss: with factor 3, a read needs two healthy
store-gateways, so with two of them neither may fail, and a single one is never enough ("too many unhealthy instances in the
ring").

Write the flag once under \`pyroscope.extraArgs\`, and run at least as many store-gateways as the factor. This concerns v1
only.`,
  sources: ['chart 2.2.1 values.yaml', 'servers 1.15.0 to 2.2.1 -help-all', 'dskit, source of the ring'],
  get good() {
    return [
      { chart: '1.21.0', values: components('      replicaCount: 3\n') },
      {
        chart: '1.21.0',
        values: components(`      replicaCount: 3\n${factor('3')}`, factor('3')),
      },
      { values: MICROSERVICES },
      { values: 'architecture:\n  storage:\n    v1: true\n  microservices:\n    enabled: true\n' },
      { manifests: parts(3, [], IN_CONFIG), asked: { phase: 'v1' } },
    ];
  },
  get bad() {
    return [
      {
        chart: '1.21.0',
        values: components(`      replicaCount: 3\n${factor('3')}`),
        at: `${GATEWAY}.extraArgs.store-gateway\\.sharding-ring\\.replication-factor`,
      },
      {
        chart: '1.14.0',
        values: components(`      replicaCount: 1\n${factor('3')}`, factor('3')),
        at: `${GATEWAY}.replicaCount`,
      },
      {
        values:
          'architecture:\n  storage:\n    v1: true\n  microservices:\n    enabled: true\npyroscope:\n  components:\n    store-gateway:\n      replicaCount: 2\n',
        at: `${GATEWAY}.replicaCount`,
      },
      { manifests: parts(3, [`-${FACTOR_FLAG}=3`]), asked: { phase: 'v1' }, at: `-${FACTOR_FLAG}=3` },
      { manifests: parts(2, [], IN_CONFIG), asked: { phase: 'v1' }, at: 'replicas: 2' },
    ];
  },
  judge({ now }, report) {
    const querier = componentOf(now, 'querier');
    const gateway = componentOf(now, 'store-gateway');
    if (!querier || !gateway) return;
    const [asks, keeps] = [querier, gateway].map((one) => settingOf(now, 'storeGatewayReplication', one));
    const [factor, kept] = [numberIn(asks), numberIn(keeps)];
    if (factor !== undefined && kept !== undefined && factor !== kept) {
      report({
        at: keeps?.by === 'default' ? [asks, keeps] : [keeps, asks],
        what: `the replication factor of the store-gateways is ${kept}, but the querier expects ${factor}`,
        fix: `set pyroscope.extraArgs."${FACTOR_FLAG}" once for both, or the same number on querier and store-gateway`,
      });
      return;
    }
    const replicas = sure(gateway.replicas);
    if (factor === undefined || !replicas || factor <= replicas) return;
    const needed = neededFor(factor);
    report({
      at: gateway.replicas,
      severity: replicas < needed ? undefined : 'info',
      what: `the replication factor is ${factor}, with ${replicas} store-gateway${replicas === 1 ? '' : 's'}`,
      why:
        replicas < needed
          ? `A read needs ${needed} healthy store-gateways: v1 blocks in the bucket are never found.`
          : `A read needs ${needed} healthy store-gateways: it fails while one of them is replaced.`,
      fix: `set ${countKey(gateway)}: ${factor}, or -${FACTOR_FLAG} to ${replicas} on querier and store-gateway`,
    });
  },
};
