import { usageError } from '../../../command-line.ts';
import { shellWord } from '../../../shell.ts';

/** A bucket by its provider. */
export interface Bucket {
  readonly provider: 's3' | 'gs';
  readonly name: string;
}

const URL_OF_BUCKET = /^(s3|gs):\/\/([a-z0-9][a-z0-9._-]*[a-z0-9])\/?$/;

/** The bucket that a flag holds. @throws EarlyExit */
export function readBucket(url: string | undefined, flag: string): Bucket | undefined {
  if (url === undefined) return undefined;
  const [, provider, name] = URL_OF_BUCKET.exec(url) ?? [];
  if (name === undefined)
    throw usageError(`${flag}: ${JSON.stringify(url)} is not a bucket such as s3://name or gs://name`);
  return { provider: provider as Bucket['provider'], name };
}

export const urlOf = ({ provider, name }: Bucket): string => `${provider}://${name}`;

const isSame = (one: Bucket, other: Bucket): boolean => urlOf(one) === urlOf(other);

/** Which of the three buckets a migration has. */
export interface Buckets {
  readonly old: Bucket | undefined;
  readonly new: Bucket | undefined;
  readonly backup: Bucket | undefined;
}

/**
 * Two clusters on one bucket collect each other's objects as garbage, and a backup in a data bucket is cloned and collected
 * with it (audit D-26, D-29).
 * @throws EarlyExit
 */
export function checkBuckets({ old, new: clone, backup }: Buckets): void {
  if (old && clone && isSame(old, clone))
    throw usageError('--new-bucket is the bucket of the old cluster: each would delete objects of the other');
  for (const data of [old, clone])
    if (data && backup && isSame(data, backup))
      throw usageError(
        `--backup-bucket is a data bucket (${urlOf(data)}); use a third one, which no cluster writes to`,
      );
  if (old && clone && old.provider !== clone.provider)
    throw usageError('--old-bucket and --new-bucket have different providers; a clone has the same one');
}

/** Commands of the provider's own tool. */
const TOOLS: Readonly<
  Record<
    Bucket['provider'],
    {
      readonly clone: (from: string, to: string) => string;
      /** Prints how many objects there are and how many bytes. */
      readonly count: (url: string) => string;
      readonly write: (file: string, url: string) => string;
      readonly read: (url: string) => string;
    }
  >
> = {
  s3: {
    clone: (from, to) => `aws s3 sync ${from} ${to}`,
    count: (url) => `aws s3 ls ${url} --recursive --summarize | tail -n 2`,
    write: (file, url) => `aws s3 cp ${file} ${url}`,
    read: (url) => `aws s3 cp ${url} -`,
  },
  gs: {
    clone: (from, to) => `gsutil -m rsync -r ${from} ${to}`,
    count: (url) => `gsutil ls -l '${url}/**' | tail -n 1`,
    write: (file, url) => `gsutil cp ${file} ${url}`,
    read: (url) => `gsutil cat ${url}`,
  },
};

/** Clones a bucket. */
export const cloneCommand = (from: Bucket, to: Bucket): string =>
  TOOLS[from.provider].clone(urlOf(from), urlOf(to));

/** Succeeds where both buckets have as many objects and bytes (audit D-30). */
export const sameCount = (one: Bucket, other: Bucket): string =>
  `test "$(${TOOLS[one.provider].count(urlOf(one))})" = "$(${TOOLS[other.provider].count(urlOf(other))})"`;

/** Puts a file into a bucket, and reads it back. */
export function keepFile(file: string, bucket: Bucket, name: string): readonly string[] {
  const [word, url] = [shellWord(file), `${urlOf(bucket)}/${name}`];
  const tool = TOOLS[bucket.provider];
  return [tool.write(word, url), `${tool.read(url)} | cmp - ${word}`];
}

/** What deploy of pachctl needs behind its name, as far as a bucket says it; the rest is in variables. */
export function deployWords(bucket: Bucket | undefined): string {
  if (bucket === undefined) return 'deploy $DEPLOY_ARGUMENTS';
  return bucket.provider === 's3'
    ? `deploy amazon ${bucket.name} "$REGION" "$DISK_GB" $DEPLOY_FLAGS`
    : `deploy google ${bucket.name} "$DISK_GB" $DEPLOY_FLAGS`;
}

/** What the variables of `deployWords` stand for. @param whose `with the new bucket` */
export function deployVariables(bucket: Bucket | undefined, whose: string): string {
  if (bucket === undefined)
    return `Set \`DEPLOY_ARGUMENTS\` to what the old version was deployed with, ${whose}: \`DEPLOY_ARGUMENTS="amazon BUCKET REGION GB --dynamic-etcd-nodes 1 --iam-role ROLE"\`, for example.`;
  const [variables, flags] =
    bucket.provider === 's3'
      ? ['`REGION`, `DISK_GB` and `DEPLOY_FLAGS`', '--dynamic-etcd-nodes 1 --iam-role ROLE']
      : ['`DISK_GB` and `DEPLOY_FLAGS`', '--dynamic-etcd-nodes 1'];
  return `Set ${variables} to what the old version was deployed with: \`DEPLOY_FLAGS="${flags}"\`, for example.`;
}
