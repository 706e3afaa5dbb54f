import type { PyroscopeRule } from './rule.ts';
import { metastoreOf } from './shared/metastore.ts';
import { replicasOf } from './shared/replicas.ts';
import { shownPath, writtenFor } from './shared/written-path.ts';

const metastore = (replicas: number): string =>
  `architecture:\n  microservices:\n    enabled: true\npyroscope:\n  components:\n    metastore:\n      replicaCount: ${replicas}\n`;

export const metastoreReplicasEven: PyroscopeRule = {
  id: 'metastore-replicas-even',
  severity: 'warning',
  summary: 'an even number of metastore replicas survives no more losses than one replica less',
  why: `Raft needs more than half of its members. Two replicas stop with the loss of one, as a single one does, and
four survive one loss, as three do: the added replica brings one more pod that can fail and no more safety. While pods are
replaced one after the other, two replicas have no majority at each step.

Take 1, 3 or 5, and set \`-metastore.raft.bootstrap-expect-peers\` to the same number. In a single binary every replica
holds a metastore, so \`pyroscope.replicaCount\` is the number that counts.`,
  since: '0.2.0',
  sources: ['chart 2.2.1 values.yaml', 'raft: majority of members'],
  valid: [
    { values: metastore(3) },
    { values: metastore(1) },
    { values: '{}' },
    { chart: '2.0.1', values: 'pyroscope:\n  replicaCount: 2\n' },
  ],
  invalid: [
    { values: metastore(2), at: 'pyroscope.components.metastore.replicaCount' },
    { values: metastore(4), at: 'pyroscope.components.metastore.replicaCount' },
    { chart: '2.0.2', values: 'pyroscope:\n  replicaCount: 2\n', at: 'pyroscope.replicaCount' },
  ],
  message: ({ replicas, key, odd }) => ({
    what: `${key}: ${replicas} gives raft an even number of members`,
    why:
      replicas === 2
        ? 'with one of two pods gone there is no majority: v2 stops, at each rollout as well'
        : `it survives no more losses than ${Number(replicas) - 1} replicas do`,
    remedy: `set ${key}: ${odd}, and metastore.raft.bootstrap-expect-peers to the same number`,
  }),
  check(values) {
    const metastore = metastoreOf(values);
    const replicas = metastore && replicasOf(metastore.component);
    if (!metastore || !replicas || replicas % 2 === 1) return [];
    const written = writtenFor(values, metastore.component, 'replicaCount');
    const path = [...metastore.block, 'replicaCount'];
    const odd = replicas < 4 ? 3 : 5;
    return [{ at: written?.node ?? path, args: { replicas, odd, key: shownPath(written?.path ?? path) } }];
  },
};
