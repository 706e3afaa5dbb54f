import type { PyroscopeRule } from './rule.ts';
import { differing, FACTOR_FLAG, tooFew } from './shared/replication-factor.ts';

const components = (gateway: string, querier = ''): string =>
  `pyroscope:\n  components:\n    querier:\n      kind: Deployment\n${querier}    store-gateway:\n      kind: StatefulSet\n${gateway}`;
const factor = (value: string): string => `      extraArgs:\n        ${FACTOR_FLAG}: "${value}"\n`;
const GATEWAY = 'pyroscope.components.store-gateway';

export const replicationFactorMismatch: PyroscopeRule = {
  id: 'replication-factor-mismatch',
  severity: 'warning',
  summary:
    'queriers and store-gateways disagree on the replication factor, or there are fewer store-gateways',
  why: `\`-${FACTOR_FLAG}\` tells a store-gateway which blocks are its own and a querier which store-gateways to
ask. Where the two differ, queriers rely on copies that nobody loaded, or ask pods that do not have the block: old profiles
are missing from answers.

A factor above the number of store-gateways leaves no room for a loss: with factor 3 a read wants two healthy
store-gateways, so two of them may not miss one, and a single one never suffices ("too many unhealthy instances in the
ring").

Write the flag once under \`pyroscope.extraArgs\`, and keep at least as many store-gateways as the factor says. It is a matter
of v1 alone.`,
  since: '0.2.0',
  sources: ['chart 2.2.1 values.yaml', 'servers 1.15.0 to 2.2.1 -help-all', 'dskit, source of the ring'],
  valid: [
    { chart: '1.21.0', values: components('      replicaCount: 3\n') },
    {
      chart: '1.21.0',
      values: components(`      replicaCount: 3\n${factor('3')}`, factor('3')),
    },
    { values: 'architecture:\n  microservices:\n    enabled: true\n' },
    { values: 'architecture:\n  storage:\n    v1: true\n  microservices:\n    enabled: true\n' },
  ],
  invalid: [
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
  ],
  message: ({ what, asked, kept, factor, replicas, needed, key }) =>
    what === 'differs'
      ? {
          what: `the replication factor of the store-gateways is ${kept}, the querier reckons with ${asked}`,
          why: 'queriers ask store-gateways that did not load the block: old v1 profiles are missing from answers',
          remedy: `set pyroscope.extraArgs."${FACTOR_FLAG}" once for both, or the same number on querier and store-gateway`,
        }
      : {
          what: `replication factor ${factor} with ${key}: ${replicas}`,
          why:
            Number(replicas) < Number(needed)
              ? `a read wants ${needed} healthy store-gateways: v1 blocks in the bucket are never found`
              : `a read wants ${needed} healthy store-gateways: it fails while one of them is replaced`,
          remedy: `set ${key}: ${factor}, or -${FACTOR_FLAG} to ${replicas} on querier and store-gateway`,
        },
  check(values) {
    const querier = values.components.find(({ name }) => name === 'querier');
    const gateway = values.components.find(({ name }) => name === 'store-gateway');
    if (!querier || !gateway) return [];
    const reports = differing(values, querier, gateway);
    return reports.length > 0 ? reports : tooFew(values, querier, gateway);
  },
};
