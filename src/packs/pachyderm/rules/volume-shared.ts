import { type ManifestObject, ruleFor } from '../../../pack.ts';
import { allObjects, meeting, sharedObjects, shownObject } from '../read/beside.ts';
import { diskOf } from '../read/disks.ts';
import type { PachydermFacts } from '../read/facts.ts';
import { BESIDE, cluster, NEW, OLD, object, UNMOVED } from './peer-examples.ts';

const volume = (disk: string): string =>
  object('PersistentVolume', 'etcd-volume', '', `spec:\n  gcePersistentDisk:\n    pdName: ${disk}\n`);

export const volumeShared = ruleFor<PachydermFacts>()({
  id: 'volume-shared',
  severity: 'error',
  audit: ['D-18'],
  needs: ['objects', 'stream', 'peer'],
  summary: 'two clusters side by side have a PersistentVolume or its disk in common',
  why: 'A restore needs an etcd with a volume of its own.',
  bad: [
    {
      manifests: cluster(NEW, [volume('disk-new')]),
      peer: cluster(OLD, [volume('disk-old')]),
      asked: UNMOVED,
    },
    {
      manifests: cluster(NEW, [volume('disk-old')]),
      peer: cluster(OLD, [volume('disk-old')]),
      asked: BESIDE,
      at: 'pdName: disk-old',
    },
  ],
  good: [
    {
      manifests: cluster(NEW, [volume('disk-new')]),
      peer: cluster(OLD, [volume('disk-old')]),
      asked: BESIDE,
    },
  ],
  judge(of, report) {
    for (const [own] of sharedObjects(of, ['PersistentVolume']))
      report({
        at: own,
        what: `both clusters have ${shownObject(own)}`,
        why: 'The API server keeps the disk that the first one names and refuses the second; the claim of the second is created all the same, for the volume of the first.',
        fix: 'render one of the two clusters with --phase adjacent, which names it by the namespace',
      });
    const volumesOf = (objects: readonly ManifestObject[]) =>
      objects.flatMap((volume) => {
        const disk = volume.kind === 'PersistentVolume' ? diskOf(volume) : undefined;
        return disk ? [{ volume, disk }] : [];
      });
    const meetings = meeting(
      volumesOf(allObjects(of)),
      volumesOf(of.peer.objects),
      (one, other) => one.disk.kind === other.disk.kind && one.disk.name === other.disk.name,
    );
    for (const [{ volume, disk }, other] of meetings)
      report({
        at: disk.at,
        what: `${shownObject(volume)} and ${shownObject(other.volume)} of the other cluster are on the disk ${disk.name}`,
        fix: 'create an empty disk for one of the two, and name it to pachctl deploy',
      });
  },
});
