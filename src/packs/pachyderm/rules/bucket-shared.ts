import { ruleFor } from '../../../pack.ts';
import { meeting, wheres } from '../read/beside.ts';
import type { PachydermFacts } from '../read/facts.ts';
import { bucketsOf, isSameBucket, shownBucket } from '../read/storage.ts';
import { BESIDE, cluster, NEW, OLD, storageSecret } from './peer-examples.ts';

const on = (url: string) => ({ version: '2.11.6', variables: { STORAGE_URL: url } });

export const bucketShared = ruleFor<PachydermFacts>()({
  id: 'bucket-shared',
  severity: 'error',
  audit: ['D-26', 'D-27'],
  needs: ['objects', 'peer'],
  summary: 'two clusters side by side write to one bucket',
  why: 'Both write the same objects, and the garbage collection of one deletes what the other still needs.',
  details: `Buckets are compared whichever way they are named: by the keys of the Secret in 1.x (\`amazon-bucket\`) and in the charts
(\`AMAZON_BUCKET\`), and by \`STORAGE_URL\` of pachd and pachw. A bucket of another server of S3 is another bucket.`,
  bad: [
    {
      manifests: cluster(NEW, [storageSecret(NEW, { 'amazon-bucket': 'data' })]),
      peer: cluster(OLD, [storageSecret(OLD, { 'amazon-bucket': 'data' })]),
      asked: BESIDE,
    },
    {
      manifests: cluster(NEW, [], on('s3://data?region=eu-west-1')),
      peer: cluster(OLD, [storageSecret(OLD, { AMAZON_BUCKET: 'data' })], { version: '2.4.6' }),
      asked: BESIDE,
      at: 's3://data',
    },
    {
      manifests: cluster(NEW, [storageSecret(NEW, { 'microsoft-container': 'data' })]),
      peer: cluster(OLD, [], on('azblob://data')),
      asked: BESIDE,
    },
  ],
  good: [
    {
      manifests: cluster(NEW, [storageSecret(NEW, { 'amazon-bucket': 'data-clone' })]),
      peer: cluster(OLD, [storageSecret(OLD, { 'amazon-bucket': 'data' })]),
      asked: BESIDE,
    },
    {
      manifests: cluster(NEW, [], on('s3://data?endpoint=minio.new:9000')),
      peer: cluster(OLD, [], on('s3://data?endpoint=minio.old:9000')),
      asked: BESIDE,
    },
    {
      manifests: cluster(NEW, [storageSecret(NEW, { AMAZON_BUCKET: '' })], on('s3://data-clone')),
      peer: cluster(OLD, [storageSecret(OLD, { AMAZON_BUCKET: '' })], on('s3://data')),
      asked: BESIDE,
    },
  ],
  judge({ now, peer }, report) {
    const meetings = meeting(bucketsOf(now.objects), bucketsOf(peer.objects), isSameBucket);
    for (const bucket of new Set(meetings.map(([own]) => shownBucket(own)))) {
      const named = meetings.filter(([own]) => shownBucket(own) === bucket);
      report({
        at: named.map(([own]) => own.at),
        what: `both clusters use ${bucket}: here ${wheres(named.map(([own]) => own))}, there ${wheres(named.map(([, other]) => other))}`,
        fix: 'clone the bucket while the old cluster is paused, and name the clone to the new cluster in every place',
      });
    }
  },
});
