/** The Secret that every version keeps the address and the credentials of its object store in. */
export const STORAGE_SECRET = 'pachyderm-storage-secret';

export type Store = 's3' | 'gs' | 'azblob';

/** The keys of the Secret that name a bucket, in the spelling of 1.x and in that of the charts. */
export interface BucketKeys {
  readonly store: Store;
  readonly bucket: readonly string[];
  /** What the bucket's name is unique within: a server of S3, or an account. */
  readonly within: readonly string[];
  readonly region: readonly string[];
}

export const BUCKET_KEYS: readonly BucketKeys[] = [
  {
    store: 's3',
    bucket: ['amazon-bucket', 'AMAZON_BUCKET'],
    within: ['custom-endpoint', 'CUSTOM_ENDPOINT'],
    region: ['amazon-region', 'AMAZON_REGION'],
  },
  {
    store: 's3',
    bucket: ['minio-bucket', 'MINIO_BUCKET'],
    within: ['minio-endpoint', 'MINIO_ENDPOINT'],
    region: [],
  },
  { store: 'gs', bucket: ['google-bucket', 'GOOGLE_BUCKET'], within: [], region: [] },
  {
    store: 'azblob',
    bucket: ['microsoft-container', 'MICROSOFT_CONTAINER'],
    within: ['microsoft-id', 'MICROSOFT_ID'],
    region: [],
  },
];

/** The schemes of a storage URL. */
export const SCHEMES: Readonly<Record<string, Store>> = {
  s3: 's3',
  minio: 's3',
  gs: 'gs',
  gcs: 'gs',
  azblob: 'azblob',
  wasb: 'azblob',
  as: 'azblob',
};

/** From 2.11 on, pachd opens what this variable names, and the Secret's bucket is not looked at. */
export const URL_VARIABLE = 'STORAGE_URL';
export const BACKEND_VARIABLE = 'STORAGE_BACKEND';
