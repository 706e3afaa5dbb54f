import type { Report } from '../../../lint/finding.ts';
import type { ComponentValues } from '../values/component-values.ts';
import type { PyroscopeValues } from '../values/pyroscope-values.ts';
import type { PyroscopeRule } from './rule.ts';
import { dataVolumeOf, keepsData } from './shared/data-volume.ts';
import { isAutoscaled, replicasOf } from './shared/replicas.ts';
import { shownPath, writtenFor } from './shared/written-path.ts';

const claim = (rest: string): string =>
  `pyroscope:\n  persistence:\n    enabled: true\n    existingClaim: data\n${rest}`;
const MICROSERVICES = 'architecture:\n  microservices:\n    enabled: true\n';

function usersOfClaims({ components }: PyroscopeValues): ReadonlyMap<string, readonly ComponentValues[]> {
  const users = new Map<string, readonly ComponentValues[]>();
  for (const component of components) {
    const volume = dataVolumeOf(component);
    if (volume.kind === 'existingClaim')
      users.set(volume.claim, [...(users.get(volume.claim) ?? []), component]);
  }
  return users;
}

/** Pods that mount a claim; an autoscaled component counts as two, as it may have more than one. */
const podsOf = (users: readonly ComponentValues[]): number =>
  users.reduce((pods, component) => pods + (isAutoscaled(component) ? 2 : (replicasOf(component) ?? 1)), 0);

export const sharedClaim: PyroscopeRule = {
  id: 'shared-claim',
  severity: 'error',
  summary: 'several pods mount one claim at the same path',
  why: `\`persistence.existingClaim\` names one claim. In microservices \`pyroscope.persistence.existingClaim\` gives that one to
every replica of every component, and in a single binary to every replica, all at the same \`subPath\`. Pods on other nodes
cannot mount a claim that is ReadWriteOnce; those that can write into one another's directories.

Seen: a second metastore on the same volume never answers, as the first one holds the lock on its log. No quorum forms and
v2 is down.

Leave \`existingClaim\` out, so that each StatefulSet gets claims of its own, or run one replica of a single binary.`,
  audit: ['B14'],
  since: '0.2.0',
  sources: ['charts 1.15.1 to 2.2.1, rendered by helm', 'server 2.2.1, run'],
  valid: [
    { values: claim('') },
    { values: 'pyroscope:\n  replicaCount: 3\n  persistence:\n    enabled: true\n' },
    { values: `pyroscope:\n  replicaCount: 3\n  persistence:\n    existingClaim: data\n` },
    {
      values: `${MICROSERVICES}pyroscope:\n  components:\n    query-frontend:\n      persistence:\n        enabled: true\n        existingClaim: cache\n`,
    },
  ],
  invalid: [
    { values: claim('  replicaCount: 2\n'), at: 'pyroscope.persistence.existingClaim' },
    { values: MICROSERVICES + claim(''), at: 'pyroscope.persistence.existingClaim' },
    {
      values: `${MICROSERVICES}pyroscope:\n  components:\n    metastore:\n      persistence:\n        enabled: true\n        existingClaim: raft\n`,
      at: 'pyroscope.components.metastore.persistence.existingClaim',
    },
  ],
  message: ({ key, claim, pods, components }) => ({
    what: `${key} gives claim ${claim} to ${pods} pods: ${components}`,
    why: 'they share one directory, or cannot mount it at all: a second metastore on the volume never answers, as the first one holds its log',
    remedy: `remove ${key} and let each StatefulSet have claims of its own`,
  }),
  check(values) {
    return [...usersOfClaims(values)].flatMap(([claim, users]): Report[] => {
      const pods = podsOf(users);
      const first = users.find(keepsData);
      if (pods < 2 || !first) return [];
      const written = writtenFor(values, first, 'persistence', 'existingClaim');
      if (!written) return [];
      const components = users.map(({ name }) => name).join(', ');
      return [{ at: written.node, args: { key: shownPath(written.path), claim, pods, components } }];
    });
  },
};
