import { counted } from '../../../english.ts';
import { likely, sure } from '../../../pack.ts';
import { shownPath } from '../../../rules/settings.ts';
import {
  isStateful,
  namesOf,
  type PyroscopeComponent,
  type PyroscopeRule,
  type PyroscopeState,
} from '../read/facts.ts';
import { MICROSERVICES, manifests, PHASE_FLAGS_2, partsOfV2, STORED_IN_S3 } from './examples.ts';

const claim = (rest: string): string =>
  `pyroscope:\n  persistence:\n    enabled: true\n    existingClaim: data\n${rest}`;

const parts = (replicas: number, data: string): string =>
  manifests('2.2.1', {
    components: partsOfV2(PHASE_FLAGS_2.v2, {
      'query-frontend': { data: 'pyroscope-query-frontend-data', replicas: 2 },
      metastore: { data: 'raft', replicas },
      'segment-writer': { data, replicas },
    }),
    config: STORED_IN_S3,
  });

function usersOfClaims({ components }: PyroscopeState): ReadonlyMap<string, readonly PyroscopeComponent[]> {
  const users = new Map<string, readonly PyroscopeComponent[]>();
  for (const component of components) {
    const volume = sure(component.data);
    if (volume?.kind === 'claim' && volume.claim !== undefined)
      users.set(volume.claim, [...(users.get(volume.claim) ?? []), component]);
  }
  return users;
}

/** Pods that mount a claim, at most. */
const podsOf = (users: readonly PyroscopeComponent[]): number =>
  users.reduce((pods, { replicas }) => pods + (likely(replicas) ?? 1), 0);

/** Audit B14. */
export const sharedClaim: PyroscopeRule = {
  id: 'shared-claim',
  severity: 'error',
  yieldsTo: 'ignore',
  summary: 'several pods mount one claim at the same path',
  why: 'They share one directory, or cannot mount it at all: a second metastore on the volume never answers, as the first one holds its log.',
  details: `\`persistence.existingClaim\` names one claim. In microservices \`pyroscope.persistence.existingClaim\` gives that one to
every replica of every component, and in a single binary to every replica, all at the same \`subPath\`. Pods on other nodes
cannot mount a claim that is ReadWriteOnce; those that can write into one another's directories.

Seen: a second metastore on the same volume never answers, as the first one holds the lock on its log. No quorum forms and
v2 is down.

Leave \`existingClaim\` out, so that each StatefulSet gets claims of its own, or run one replica of a single binary.`,
  audit: ['B14'],
  sources: ['charts 1.15.1 to 2.2.1, rendered by helm', 'server 2.2.1, run'],
  get good() {
    return [
      { values: claim('') },
      { values: 'pyroscope:\n  replicaCount: 3\n  persistence:\n    enabled: true\n' },
      { values: `pyroscope:\n  replicaCount: 3\n  persistence:\n    existingClaim: data\n` },
      {
        values: `${MICROSERVICES}pyroscope:\n  components:\n    query-frontend:\n      persistence:\n        enabled: true\n        existingClaim: cache\n`,
      },
      { manifests: parts(1, 'template'), asked: { phase: 'v2' } },
    ];
  },
  get bad() {
    return [
      { values: claim('  replicaCount: 2\n'), at: 'pyroscope.persistence.existingClaim' },
      { values: MICROSERVICES + claim(''), at: 'pyroscope.persistence.existingClaim' },
      {
        values: `${MICROSERVICES}pyroscope:\n  components:\n    metastore:\n      persistence:\n        enabled: true\n        existingClaim: raft\n`,
        at: 'pyroscope.components.metastore.persistence.existingClaim',
      },
      { manifests: parts(1, 'raft'), asked: { phase: 'v2' }, at: 'claimName: raft' },
      { manifests: parts(3, 'template'), asked: { phase: 'v2' }, at: 'claimName: raft' },
    ];
  },
  judge({ now }, report) {
    for (const [claim, users] of usersOfClaims(now)) {
      const pods = podsOf(users);
      const first = users.find(isStateful);
      if (pods < 2 || !first) continue;
      const { place } = first.data;
      const key = place?.in === 'values' ? shownPath(place.path) : 'existingClaim';
      report({
        at: [first, ...users].map(({ data }) => data),
        what: `${counted(pods, 'pod')} share claim ${claim}: ${users.map((one) => namesOf([one])).join(', ')}`,
        fix: `remove ${key} and let each StatefulSet have claims of its own`,
      });
    }
  },
};
