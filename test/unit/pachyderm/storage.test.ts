import { describe, expect, it } from 'vitest';
import { readableObjects } from '../../../src/manifest/object.ts';
import {
  bucketOfUrl,
  bucketsOf,
  isSameBucket,
  shownBucket,
} from '../../../src/packs/pachyderm/read/storage.ts';
import { cluster, storageSecret } from '../../../src/packs/pachyderm/rules/peer-examples.ts';
import { objectView } from '../../../src/rules/objects.ts';
import { splitDocuments } from '../../../src/yaml/documents.ts';

const objectsOf = (text: string) => splitDocuments(text).flatMap(readableObjects).map(objectView);

const bucketsIn = (keys: Readonly<Record<string, string>>) =>
  bucketsOf(objectsOf(cluster('pachyderm', [storageSecret('pachyderm', keys)])));

describe('the bucket of a URL', () => {
  it.each([
    ['s3://data', 's3://data'],
    ['s3://data?region=eu-west-1', 's3://data'],
    ['s3://data/some/path', 's3://data'],
    ['s3://data?endpoint=minio.storage:9000&disableSSL=true', 's3://data at minio.storage:9000'],
    ['s3://data?endpoint=https://s3.eu-west-1.amazonaws.com', 's3://data'],
    ['S3://data', 's3://data'],
    ['gcs://data', 'gs://data'],
    ['azblob://data', 'azblob://data'],
    ['wasb://data', 'azblob://data'],
    ['s3://data?prefix=old/', 's3://data/old'],
  ])('%s', (url, shown) => {
    const bucket = bucketOfUrl(url);
    expect(bucket && shownBucket(bucket)).toBe(shown);
  });

  it.each(['', 'data', 'file:///var/data', 's3://', 'ftp://data'])('is none: %j', (url) => {
    expect(bucketOfUrl(url)).toBeUndefined();
  });
});

describe('two names of a bucket', () => {
  const isSame = (one: string, other: string): boolean => {
    const [first, second] = [bucketOfUrl(one), bucketOfUrl(other)];
    if (first === undefined || second === undefined) throw new Error('not a URL of a bucket');
    return isSameBucket(first, second);
  };

  it('mean one whatever the region, and two on two servers, in two stores or under two prefixes', () => {
    expect(isSame('s3://data?region=eu-west-1', 's3://data')).toBe(true);
    expect(isSame('s3://data?endpoint=a:9000', 's3://data?endpoint=b:9000')).toBe(false);
    expect(isSame('s3://data?endpoint=http://a:9000/', 's3://data?endpoint=A:9000')).toBe(true);
    expect(isSame('s3://data?endpoint=https://a', 's3://data?endpoint=a:443')).toBe(true);
    expect(isSame('s3://data?endpoint=http://a:80', 's3://data?endpoint=a')).toBe(true);
    expect(isSame('s3://data?endpoint=s3.eu-west-1.amazonaws.com:443', 's3://data')).toBe(true);
    expect(isSame('s3://data', 'gs://data')).toBe(false);
    expect(isSame('s3://data', 's3://data-clone')).toBe(false);
    expect(isSame('s3://data?prefix=old', 's3://data?prefix=new')).toBe(false);
  });

  it('mean one where a prefix is all that tells them apart and one of them has it in itself', () => {
    expect(isSame('s3://data', 's3://data?prefix=new')).toBe(true);
    expect(isSame('s3://data?prefix=a/b', 's3://data?prefix=a')).toBe(true);
    expect(isSame('s3://data?prefix=a-b', 's3://data?prefix=a')).toBe(false);
  });

  it.each([
    ['a/b', 'a/b2', false],
    ['a/b', 'a/b-2', false],
    ['a/b', 'b', false],
    ['a/b', 'a/c', false],
    ['a', 'a/b', true],
    ['a/b/', 'a/b', true],
    ['a/', 'a/b/c', true],
    ['', 'a/b', true],
  ])('compares prefixes by folders, either way round: %j and %j: %j', (one, other, same) => {
    const [first, second] = [`s3://data?prefix=${one}`, `s3://data?region=eu-west-1&prefix=${other}`];
    expect([isSame(first, second), isSame(second, first)]).toEqual([same, same]);
    expect(isSame(first, `s3://data-clone?prefix=${other}`)).toBe(false);
  });
});

describe('the bucket of a Secret', () => {
  it.each([
    [{ 'amazon-bucket': 'data', 'amazon-secret': 'hush' }, 's3://data'],
    [{ AMAZON_BUCKET: 'data', CUSTOM_ENDPOINT: 'https://minio.storage/' }, 's3://data at minio.storage'],
    [{ 'minio-bucket': 'data', 'minio-endpoint': 'minio:9000' }, 's3://data at minio:9000'],
    [{ 'google-bucket': 'data' }, 'gs://data'],
    [{ GOOGLE_BUCKET: 'data', GOOGLE_CRED: 'hush' }, 'gs://data'],
    [{ 'microsoft-container': 'data', 'microsoft-id': 'account' }, 'azblob://data'],
  ])('%j', (keys, shown) => {
    expect(bucketsIn(keys).map(shownBucket)).toEqual([shown]);
  });

  it('is none where it is empty', () => {
    expect(bucketsIn({ AMAZON_BUCKET: '', AMAZON_REGION: '' })).toEqual([]);
    expect(bucketsIn({})).toEqual([]);
  });

  it('is read as it stands in stringData, too', () => {
    const secret = storageSecret('pachyderm', {}).replace(
      '\ndata:\n',
      '\nstringData:\n  AMAZON_BUCKET: data\n',
    );
    expect(bucketsOf(objectsOf(secret)).map(shownBucket)).toEqual(['s3://data']);
  });

  it('is of one account of Azure', () => {
    const [one] = bucketsIn({ 'microsoft-container': 'data', 'microsoft-id': 'first' });
    const [other] = bucketsIn({ MICROSOFT_CONTAINER: 'data', MICROSOFT_ID: 'second' });
    const [same] = bucketsIn({ MICROSOFT_CONTAINER: 'data', MICROSOFT_ID: 'first' });
    const url = bucketOfUrl('azblob://data');
    if (!one || !other || !same || !url) throw new Error('a bucket is not read');
    expect([isSameBucket(one, other), isSameBucket(one, same), isSameBucket(one, url)]).toEqual([
      false,
      true,
      true,
    ]);
  });
});
