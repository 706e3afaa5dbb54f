import { ruleFor, sure } from '../../../pack.ts';
import type { PachydermFacts } from '../read/facts.ts';
import { bucketOfUrl, bucketsOf, isSameBucket, shownBucket } from '../read/storage.ts';
import { BESIDE, cluster, NEW, OLD, storageSecret } from './peer-examples.ts';

const backup = (url: string) => ({ ...BESIDE, backupBucket: url });
const data = (namespace: string, bucket: string): string =>
  cluster(namespace, [storageSecret(namespace, { 'amazon-bucket': bucket })]);

export const backupBucketIsData = ruleFor<PachydermFacts>()({
  id: 'backup-bucket-is-data',
  severity: 'error',
  audit: ['D-29'],
  needs: ['objects'],
  summary: 'the backup goes to the bucket of a cluster',
  why: 'The bucket of a cluster is its own: a garbage collection or the removal of that cluster takes the backup with it.',
  bad: [
    { manifests: data(NEW, 'data'), asked: backup('s3://data') },
    { manifests: data(NEW, 'data-clone'), peer: data(OLD, 'data'), asked: backup('s3://data/backup') },
  ],
  good: [{ manifests: data(NEW, 'data-clone'), peer: data(OLD, 'data'), asked: backup('s3://backup') }],
  judge({ now, peer, asked }, report) {
    const bucket = bucketOfUrl(sure(asked('backupBucket')) ?? '');
    if (bucket === undefined) return;
    const own = bucketsOf(now.objects).find((one) => isSameBucket(one, bucket));
    const other = bucketsOf(peer?.objects ?? []).find((one) => isSameBucket(one, bucket));
    if (own ?? other)
      report({
        at: own?.at,
        what: `${shownBucket(bucket)} is the bucket for the backup, and ${own ? `${own.where} names it` : `${other?.where} of the other cluster names it`} for data`,
        fix: 'use a third bucket for the backup, and name it with --backup-bucket',
      });
  },
});
