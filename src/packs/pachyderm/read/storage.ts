import { type Known, known, likely, type ManifestObject, when } from '../../../pack.ts';
import {
  BACKEND_VARIABLE,
  BUCKET_KEYS,
  SCHEMES,
  STORAGE_SECRET,
  type Store,
  URL_VARIABLE,
} from '../facts/storage.ts';
import { overlap } from './disks.ts';
import { shownVariable, variablesOf } from './variables.ts';

/** A bucket or container, whatever spelling names it. */
export interface Bucket {
  readonly store: Store;
  readonly name: string;
  /** What the name is unique within: a server of S3, or an account. Undefined where nothing says it; empty for Amazon's own. */
  readonly within?: string | undefined;
}

/** A bucket, and where a release names it. */
export interface NamedBucket extends Bucket {
  readonly at: Known<string>;
  /** In words: `STORAGE_URL of Deployment pachd`. */
  readonly where: string;
}

const AMAZON = /(^|\.)amazonaws\.com(\.cn)?$/;

/** `https://s3.eu-west-1.amazonaws.com/` is Amazon's own, as is none at all. */
function serverOf(endpoint: string): string {
  const host = endpoint
    .replace(/^\w+:\/\//, '')
    .replace(/\/.*$/, '')
    // Those of http and https, which go without saying.
    .replace(/:(?:80|443)$/, '')
    .toLowerCase();
  return AMAZON.test(host) ? '' : host;
}

const URL_PARTS = /^(\w+):\/\/([^/?#]+)(?:\/[^?]*)?(?:\?(.*))?$/;

/** The bucket of a URL such as `s3://bucket?endpoint=minio:9000`; undefined where it names none. */
export function bucketOfUrl(url: string): Bucket | undefined {
  const [, scheme = '', name = '', query = ''] = URL_PARTS.exec(url.trim()) ?? [];
  const store = SCHEMES[scheme.toLowerCase()];
  if (store === undefined) return undefined;
  const asked = new URLSearchParams(query);
  const prefix = asked.get('prefix');
  return {
    store,
    name: prefix ? `${name}/${prefix.replace(/\/$/, '')}` : name,
    ...(store === 's3' && { within: serverOf(asked.get('endpoint') ?? '') }),
  };
}

/**
 * Whether two names are of one bucket, or of a bucket and a prefix in it. Where one does not say what it is unique within, they
 * are.
 */
export const isSameBucket = (one: Bucket, other: Bucket): boolean =>
  one.store === other.store &&
  overlap(one.name, other.name) &&
  (one.within === undefined || other.within === undefined || one.within === other.within);

/** `s3://bucket`, with the server of S3 where it is not Amazon's. An account of Azure is a credential, and left out. */
export const shownBucket = ({ store, name, within }: Bucket): string =>
  `${store}://${name}${store === 's3' && within ? ` at ${within}` : ''}`;

const isStorageSecret = ({ kind, name }: ManifestObject): boolean =>
  kind === 'Secret' && name === STORAGE_SECRET;

/** What a Secret holds under one of some keys; nothing where it is empty. */
function secretText(secret: ManifestObject, keys: readonly string[]): Known<string> | undefined {
  for (const key of keys) {
    const plain = secret.at('stringData', key);
    const encoded = secret.at('data', key);
    const text = plain ?? (encoded && when(encoded, (word) => Buffer.from(word, 'base64').toString('utf8')));
    if (likely(text)) return text;
  }
  return undefined;
}

const bucketsOfSecret = (secret: ManifestObject): readonly NamedBucket[] =>
  BUCKET_KEYS.flatMap(({ store, bucket, within }): readonly NamedBucket[] => {
    const at = secretText(secret, bucket);
    const name = likely(at);
    if (at === undefined || name === undefined) return [];
    const inside = likely(secretText(secret, within));
    return [
      {
        ...{ store, name, where: `Secret ${secret.name}` },
        // The line of a Secret's value is hidden.
        at: known(name, 'chart', secret.place('metadata', 'name')),
        ...(store === 's3' && { within: serverOf(inside ?? '') }),
        ...(store === 'azblob' && inside !== undefined && { within: inside }),
      },
    ];
  });

const VARIABLES = new Set([URL_VARIABLE]);

/** The buckets that the variable of pachd and pachw names. */
export const bucketsOfVariables = (objects: readonly ManifestObject[]): readonly NamedBucket[] =>
  variablesOf(objects, VARIABLES).flatMap((variable) => {
    const url = likely(variable.value);
    const bucket = url === undefined ? undefined : bucketOfUrl(url);
    return bucket ? [{ ...bucket, at: variable.value, where: shownVariable(variable) }] : [];
  });

/** The buckets that the Secret names. */
export const bucketsOfSecrets = (objects: readonly ManifestObject[]): readonly NamedBucket[] =>
  objects.filter(isStorageSecret).flatMap(bucketsOfSecret);

/** Every bucket that a release names, wherever it does. */
export const bucketsOf = (objects: readonly ManifestObject[]): readonly NamedBucket[] => [
  ...bucketsOfVariables(objects),
  ...bucketsOfSecrets(objects),
];

const BACKEND = new Set([BACKEND_VARIABLE]);

/** The kind of the object store: `AMAZON`. */
export const backendOf = (objects: readonly ManifestObject[]): Known<string> | undefined =>
  variablesOf(objects, BACKEND)[0]?.value;

/** The region of the bucket, by the URL where there is one. */
export function regionOf(objects: readonly ManifestObject[]): Known<string> | undefined {
  for (const { value } of variablesOf(objects, VARIABLES)) {
    const region = new URLSearchParams(likely(value)?.split('?')[1] ?? '').get('region');
    if (region) return known(region, 'chart', value.place);
  }
  const keys = BUCKET_KEYS.flatMap(({ region }) => region);
  const [found] = objects.filter(isStorageSecret).flatMap((secret) => secretText(secret, keys) ?? []);
  return found;
}
