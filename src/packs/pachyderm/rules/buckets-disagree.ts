import { ruleFor } from '../../../pack.ts';
import type { PachydermFacts } from '../read/facts.ts';
import { bucketsOf, isSameBucket, shownBucket } from '../read/storage.ts';
import { BESIDE, cluster, deployment, NEW, storageSecret } from './peer-examples.ts';

const on = (url: string) => ({ version: '2.11.6', variables: { STORAGE_URL: url } });

export const bucketsDisagree = ruleFor<PachydermFacts>()({
  id: 'buckets-disagree',
  severity: 'error',
  audit: ['D-27'],
  needs: ['objects'],
  summary: 'a cluster names two buckets',
  why: 'pachd 2.11 opens STORAGE_URL whatever the Secret says, so a clone that is named in one place alone leaves the new cluster on the old bucket.',
  details: 'An empty bucket in the Secret is right beside `STORAGE_URL`.',
  bad: [
    {
      manifests: cluster(NEW, [storageSecret(NEW, { AMAZON_BUCKET: 'data-clone' })], on('s3://data')),
      asked: BESIDE,
    },
    {
      manifests: cluster(
        NEW,
        [deployment('pachw', NEW, '2.11.6', { STORAGE_URL: 's3://data' })],
        on('s3://data-clone'),
      ),
      asked: BESIDE,
    },
  ],
  good: [
    {
      manifests: cluster(
        NEW,
        [storageSecret(NEW, { AMAZON_BUCKET: 'data' })],
        on('s3://data?region=eu-west-1'),
      ),
      asked: BESIDE,
    },
    {
      manifests: cluster(
        NEW,
        [storageSecret(NEW, { AMAZON_BUCKET: '' })],
        on('s3://data?endpoint=minio:9000'),
      ),
      asked: BESIDE,
    },
  ],
  judge({ now }, report) {
    const [first, ...others] = bucketsOf(now.objects);
    if (first === undefined) return;
    for (const other of others)
      if (!isSameBucket({ ...first, within: undefined }, { ...other, within: undefined }))
        report({
          at: [other.at, first.at],
          what: `${other.where} names ${shownBucket(other)}, and ${first.where} names ${shownBucket(first)}`,
          fix: 'name one bucket in every place: pachd.storage.storageURL and the bucket of the backend',
        });
  },
});
