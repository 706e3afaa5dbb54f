import type { ValuePath } from '../../../../lint/finding.ts';

/** What the server calls the bucket of each kind of object storage (configuration reference of 2.2.1); cos has `bucket`. */
const NAME_OF_BUCKET: Readonly<Record<string, string>> = {
  s3: 'bucket_name',
  gcs: 'bucket_name',
  azure: 'container_name',
  swift: 'container_name',
};

/** Spellings that mean the bucket, without case, dashes and underscores. */
const MEANS_BUCKET: ReadonlySet<string> = new Set(['bucket', 'bucketname', 'container', 'containername']);

/**
 * The key a bucket's name belongs under, where the server does not know the key written.
 * @param path within the server's configuration, such as `storage`, `s3`, `bucket`
 * @returns the right last key, such as `bucket_name`; undefined where the path is no misnamed bucket
 */
export function rightBucketKey(path: ValuePath): string | undefined {
  const [storage, backend = '', key = '', ...below] = path;
  if (storage !== 'storage' || below.length > 0 || !Object.hasOwn(NAME_OF_BUCKET, backend)) return undefined;
  const right = NAME_OF_BUCKET[backend];
  const isBucket = MEANS_BUCKET.has(key.toLowerCase().replaceAll(/[-_]/g, ''));
  return isBucket && key !== right ? right : undefined;
}
