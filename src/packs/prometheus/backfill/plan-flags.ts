import { usageError } from '../../../command-line.ts';
import { both } from '../../../english.ts';
import { namesCredential, namesCredentialInQuery } from '../../../redaction.ts';
import { readCount } from './flag-values.ts';
import { BACKFILL_OPTIONS, type BackfillFlags } from './flags.ts';
import { type BackfillOptions, NAME } from './options.ts';
import type { PlanParts } from './plan.ts';

/** Flags that say something to this machine alone, or that the plan writes itself. */
const NOT_IN_JOB: ReadonlySet<string> = new Set([
  'start',
  'end',
  'name',
  'state',
  'check',
  'dryRun',
  'verifyOnly',
  'noWait',
  'plan',
  'shards',
  'image',
  'secret',
  'parallelism',
  'cuts',
  'status',
  'namespace',
  'kubeContext',
  'kubeconfig',
  'format',
  'debug',
]);
const CREDENTIAL = /(?:Password|Token|PasswordFile|TokenFile|CaFile|CertFile|KeyFile)$/;

const CREDENTIAL_HEADER = /^(?:(?:proxy-)?authorization|cookie)$/i;

const longName = (name: string): string =>
  /--[a-z-]+/.exec(BACKFILL_OPTIONS[name as keyof typeof BACKFILL_OPTIONS].flag)?.[0] ?? '';

/** What of a call goes into the plan, without asking any server. */
export type PlanFlags = Pick<
  PlanParts,
  'name' | 'namespace' | 'image' | 'args' | 'parallelism' | 'secret'
> & {
  /** Undefined where the number of samples decides. */
  readonly shards?: number;
};

/** The states of all shards share one ConfigMap of 1 MiB at most; one takes about a kilobyte. */
const MOST_SHARDS = 500;

/** @throws EarlyExit where a credential would be printed, and for what a pod cannot do */
export function readPlanFlags(
  flags: BackfillFlags,
  options: BackfillOptions,
  env: Readonly<Record<string, string | undefined>>,
): PlanFlags {
  if (flags.image === undefined) throw usageError('--plan needs --image: an image that has phasegate');
  if (flags.skipBad !== undefined)
    throw usageError(
      '--skip-bad writes a file, which is gone with the pod; leave it out of the plan, and run a shard that stops by hand',
    );
  const shards = flags.shards === undefined ? undefined : readCount(flags.shards, '--shards');
  if (shards !== undefined && shards > MOST_SHARDS)
    throw usageError(
      `--shards: ${shards} are too many for one ConfigMap; give ${MOST_SHARDS} at most, or make a plan for each part of the range`,
    );
  const namespace = flags.namespace ?? (env.HELM_NAMESPACE || 'default');
  for (const [flag, name] of [
    ['--namespace', namespace],
    ['--secret', flags.secret],
  ] as const)
    if (name !== undefined && !NAME.test(name))
      throw usageError(`${flag}: ${JSON.stringify(name)} cannot be a name in Kubernetes`);
  return {
    name: options.name,
    namespace,
    image: flags.image,
    args: argsOfJob(flags),
    parallelism: readCount(flags.parallelism ?? '2', '--parallelism'),
    ...secretOf(flags, env),
    ...(shards !== undefined && { shards }),
  };
}

/** As many shards as samples ask for, within what one ConfigMap holds. */
export const shardsFor = (samples: number, samplesEach: number): number =>
  Math.min(MOST_SHARDS, Math.max(1, Math.ceil(samples / samplesEach)));

function argsOfJob(flags: BackfillFlags): string[] {
  return Object.entries(flags).flatMap(([name, value]) => {
    if (NOT_IN_JOB.has(name) || CREDENTIAL.test(name) || value === false || value === undefined) return [];
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    return values.map((one) => (one === true ? longName(name) : `${longName(name)}=${String(one)}`));
  });
}

const VARIABLES = {
  PHASEGATE_READER_PASSWORD: 'readerPasswordFile',
  PHASEGATE_READER_TOKEN: 'readerTokenFile',
  PHASEGATE_WRITER_PASSWORD: 'writerPasswordFile',
  PHASEGATE_WRITER_TOKEN: 'writerTokenFile',
} as const satisfies Readonly<Record<string, keyof BackfillFlags>>;

/** What would be written into the plan in clear. */
function inClear(flags: BackfillFlags): readonly string[] {
  const words = Object.entries(flags).flatMap(([name, value]) =>
    CREDENTIAL.test(name) && !/File$/.test(name) && value !== undefined ? [longName(name)] : [],
  );
  const headers = (['reader', 'writer'] as const).flatMap((side) =>
    flags[`${side}Header`]
      .map((header) => header.split(':')[0]?.trim() ?? '')
      .filter((name) => CREDENTIAL_HEADER.test(name) || namesCredential(name))
      .map((name) => `the ${name} of --${side}-http-header`),
  );
  const urls = (['readerUrl', 'writerUrl', 'readBackUrl'] as const).flatMap((name) => {
    const text = flags[name] ?? '';
    if (!URL.canParse(text)) return [];
    const { password, searchParams } = new URL(text);
    const parts = [...new Set(searchParams.keys())].filter(namesCredentialInQuery);
    return [...(password === '' ? [] : ['password']), ...parts].map(
      (part) => `the ${part} in ${longName(name)}`,
    );
  });
  return [...words, ...headers, ...urls];
}

function secretOf(
  flags: BackfillFlags,
  env: Readonly<Record<string, string | undefined>>,
): Pick<PlanParts, 'secret'> {
  const shown = inClear(flags);
  if (shown.length > 0)
    throw usageError(
      `${both(shown)} would be printed in the plan; give it as a file, such as --reader-auth-bearer-token-file, and pass --secret`,
    );
  const files = Object.entries(flags).flatMap(([name, value]) =>
    CREDENTIAL.test(name) && value !== undefined ? [longName(name)] : [],
  );
  const variables = Object.entries(VARIABLES).filter(([variable]) => env[variable]);
  const flagsOfFiles = [...new Set([...files, ...variables.map(([, name]) => longName(name))])];
  if (flagsOfFiles.length === 0) return {};
  if (flags.secret === undefined)
    throw usageError(
      `${both([...files, ...variables.map(([variable]) => variable)])} in a pod comes from a Secret; pass --secret NAME`,
    );
  return {
    secret: {
      name: flags.secret,
      files: Object.fromEntries(flagsOfFiles.map((flag) => [flag, flag.slice(2).replace(/-file$/, '')])),
    },
  };
}
