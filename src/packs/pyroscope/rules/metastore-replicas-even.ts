import { type Component, sure } from '../../../pack.ts';
import { shownPath } from '../../../rules/settings.ts';
import { ownBlock, settingPath } from '../facts/settings.ts';
import { metastoreOf, type PyroscopeRule } from '../read/facts.ts';
import { oneBinary, PHASE_FLAGS_2 } from './examples.ts';

const metastore = (replicas: number): string =>
  `architecture:\n  microservices:\n    enabled: true\npyroscope:\n  components:\n    metastore:\n      replicaCount: ${replicas}\n`;

const single = (replicas: number): string =>
  oneBinary('2.2.1', {
    replicas,
    data: 'template',
    args: [`-metastore.raft.bootstrap-expect-peers=${replicas}`, ...PHASE_FLAGS_2.v2],
  });

/** How an even number of replicas, and of the peers that they wait for, becomes an odd one; undefined where it is odd. */
export function oddReplicas({ name, replicas }: Component): string | undefined {
  const number = sure(replicas);
  if (!number || number % 2 === 1) return undefined;
  const { place } = replicas;
  const path = place?.in === 'values' ? place.path : [...ownBlock(name), 'replicaCount'];
  return `set ${shownPath(path)}: ${number < 4 ? 3 : 5}, and ${shownPath(settingPath('raftExpectedPeers', name))} to the same number`;
}

export const metastoreReplicasEven: PyroscopeRule = {
  id: 'metastore-replicas-even',
  severity: 'warning',
  summary: 'an even number of metastore replicas tolerates no more failures than one replica fewer',
  why: 'Raft needs more than half of its members.',
  details: `Two replicas stop when one fails, as a single one does, and four tolerate one failure, as three do: the added
replica is one more pod that can fail, and adds no safety. While pods are replaced one after the other, two replicas have no
majority at each step.

Use 1, 3 or 5, and set \`-metastore.raft.bootstrap-expect-peers\` to the same number. In a single binary every replica
holds a metastore, so \`pyroscope.replicaCount\` is the number to set.`,
  sources: ['chart 2.2.1 values.yaml', 'raft: majority of members'],
  get good() {
    return [
      { values: metastore(3) },
      { values: metastore(1) },
      { values: '{}' },
      { chart: '2.0.1', values: 'pyroscope:\n  replicaCount: 2\n' },
      { manifests: single(3), asked: { phase: 'v2' } },
    ];
  },
  get bad() {
    return [
      { values: metastore(2), at: 'pyroscope.components.metastore.replicaCount' },
      { values: metastore(4), at: 'pyroscope.components.metastore.replicaCount' },
      { chart: '2.0.2', values: 'pyroscope:\n  replicaCount: 2\n', at: 'pyroscope.replicaCount' },
      { manifests: single(2), asked: { phase: 'v2' }, at: 'replicas: 2' },
    ];
  },
  judge({ now }, report) {
    const metastore = metastoreOf(now);
    const replicas = metastore && sure(metastore.replicas);
    const fix = metastore && oddReplicas(metastore);
    if (!metastore || !replicas || fix === undefined) return;
    const { name } = metastore;
    report({
      at: metastore.replicas,
      what: `${name === 'metastore' ? 'the metastore' : 'the single binary'} has ${replicas} replicas, an even number of raft members`,
      why:
        replicas === 2
          ? 'With one of two pods gone there is no majority: v2 stops, at each rollout as well.'
          : `It tolerates no more failures than ${replicas - 1} replicas do.`,
      fix,
    });
  },
};
