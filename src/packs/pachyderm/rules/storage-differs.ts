import { type Known, likely, ruleFor } from '../../../pack.ts';
import type { PachydermFacts } from '../read/facts.ts';
import { backendOf, regionOf } from '../read/storage.ts';
import { BESIDE, cluster, NEW, OLD, storageSecret } from './peer-examples.ts';

const inRegion = (namespace: string, region: string, backend = 'AMAZON'): string =>
  cluster(
    namespace,
    [storageSecret(namespace, { 'amazon-bucket': `data-${namespace}`, 'amazon-region': region })],
    {
      variables: { STORAGE_BACKEND: backend },
    },
  );

export const storageDiffers = ruleFor<PachydermFacts>()({
  id: 'storage-differs',
  severity: 'warning',
  needs: ['objects', 'peer'],
  summary: 'two clusters side by side have object stores of another kind or in another region',
  why: 'The new cluster reads a clone of the bucket of the old one; a clone is made within one kind of store, and is quickest within one region.',
  sources: ['the guide: a new bucket with the same permissions'],
  bad: [
    { manifests: inRegion(NEW, 'eu-west-1'), peer: inRegion(OLD, 'us-east-1'), asked: BESIDE },
    { manifests: inRegion(NEW, 'eu-west-1', 'MINIO'), peer: inRegion(OLD, 'eu-west-1'), asked: BESIDE },
  ],
  good: [{ manifests: inRegion(NEW, 'eu-west-1'), peer: inRegion(OLD, 'eu-west-1'), asked: BESIDE }],
  judge({ now, peer }, report) {
    const compare = (
      about: string,
      own: Known<string> | undefined,
      other: Known<string> | undefined,
    ): void => {
      const [ours, theirs] = [likely(own), likely(other)];
      if (ours === undefined || theirs === undefined || ours === theirs) return;
      report({
        at: own,
        what: `the ${about} is ${ours}, and ${theirs} in the other cluster`,
        fix: 'use one kind of store in one region for both, or prove that the clone is whole before the restore',
      });
    };
    compare('backend of the object store', backendOf(now.objects), backendOf(peer.objects));
    compare('region of the bucket', regionOf(now.objects), regionOf(peer.objects));
  },
});
