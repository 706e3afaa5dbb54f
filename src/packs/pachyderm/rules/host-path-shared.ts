import { ruleFor } from '../../../pack.ts';
import { meeting, shownObject } from '../read/beside.ts';
import { hostPathsOf, overlap } from '../read/disks.ts';
import type { PachydermFacts } from '../read/facts.ts';
import { isPachyderm } from '../read/manifests.ts';
import { BESIDE, cluster, NEW, OLD, object } from './peer-examples.ts';

const etcd = (namespace: string, path: string): string =>
  object(
    'Deployment',
    'etcd',
    namespace,
    `spec:
  template:
    spec:
      containers: []
      volumes:
        - name: etcd-storage
          hostPath:
            path: ${path}
`,
  );

export const hostPathShared = ruleFor<PachydermFacts>()({
  id: 'host-path-shared',
  severity: 'error',
  audit: ['D-23'],
  needs: ['objects', 'peer'],
  summary: 'two clusters side by side keep data in one directory of the nodes',
  why: 'On one node these are the same files.',
  bad: [
    {
      manifests: cluster(NEW, [etcd(NEW, '/var/pachyderm/etcd')]),
      peer: cluster(OLD, [etcd(OLD, '/var/pachyderm/etcd')]),
      asked: BESIDE,
      at: 'path: /var/pachyderm/etcd',
    },
    {
      manifests: cluster(NEW, [etcd(NEW, '/var/pachyderm/')]),
      peer: cluster(OLD, [etcd(OLD, '/var/pachyderm/etcd')]),
      asked: BESIDE,
    },
  ],
  good: [
    {
      manifests: cluster(NEW, [etcd(NEW, '/var/pachyderm-new/etcd')]),
      peer: cluster(OLD, [etcd(OLD, '/var/pachyderm/etcd')]),
      asked: BESIDE,
    },
  ],
  judge({ now, peer }, report) {
    const theirs = hostPathsOf(peer.objects.filter(isPachyderm));
    const meetings = meeting(hostPathsOf(now.objects), theirs, (own, other) => overlap(own.path, other.path));
    for (const [own, other] of meetings)
      report({
        at: own.at,
        what: `${shownObject(own.object)} mounts ${own.path}, and ${shownObject(other.object)} of the other cluster mounts ${other.path}`,
        fix: 'give one of the two a directory of its own: pachctl deploy local --host-path, or pachd.storage.local.hostPath',
      });
  },
});
