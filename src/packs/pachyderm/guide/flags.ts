import {
  booleanOption,
  type CommandShape,
  DEBUG,
  type FlagsOf,
  usageError,
  valueOption,
} from '../../../command-line.ts';
import { pachctlOf, type SecurePachd } from '../facts/pachctl.ts';
import { DEFAULT_FOLDER } from '../facts/saved.ts';
import { plainVersion } from '../facts/versions.ts';

const VERSIONS = {
  from: valueOption('--from <version>', 'the version that runs, such as 1.8.8'),
  to: valueOption('--to <version>', 'the version to go to'),
  inPlace: booleanOption(
    '--in-place',
    'upgrade 1.11 and 1.12 in place, as the docs of 1.13 say, instead of a new cluster beside the old one',
  ),
};

const PATH_OPTIONS = { ...VERSIONS, debug: DEBUG };

export const PATH_SHAPE: CommandShape<typeof PATH_OPTIONS> = {
  name: 'pachyderm path',
  summary: 'say which steps lead from one version of Pachyderm to another, and how each of them is known',
  options: PATH_OPTIONS,
  examples: { 'the steps of a long way': 'phasegate pachyderm path --from 1.6.4 --to 1.13.4' },
};

const RUNBOOK_OPTIONS = {
  ...VERSIONS,
  namespace: valueOption('-n, --namespace <name>', 'where the cluster runs'),
  newNamespace: valueOption('--new-namespace <name>', 'where the new cluster goes, beside the old one'),
  context: valueOption('--context <name>', 'kubeconfig context of both', {
    default: 'the current one, read once by the first command',
  }),
  movePortsOf: valueOption(
    '--move-ports-of <cluster>',
    'which of the two takes the migration ports: old or new',
    { default: 'new' },
  ),
  oldBucket: valueOption('--old-bucket <url>', 'bucket of the old cluster, such as s3://data or gs://data'),
  newBucket: valueOption('--new-bucket <url>', 'bucket of the new cluster, a clone of the old one'),
  backupBucket: valueOption('--backup-bucket <url>', 'a third bucket, for the file that extract writes'),
  pachdAddress: valueOption(
    '--pachd-address <url>',
    'pachd with TLS, by the name in its certificate, such as grpcs://pachd.example.org:30650',
    { default: 'a port-forward, without TLS' },
  ),
  newPachdAddress: valueOption('--new-pachd-address <url>', 'the same for the new cluster'),
  caCerts: valueOption('--ca-certs <file>', 'certificates that a pachd with TLS is trusted by'),
  saved: valueOption('--saved <folder>', 'where the commands keep what the gates compare with', {
    default: DEFAULT_FOLDER,
  }),
  output: valueOption('-o, --output <file>', 'write to a file instead of standard output'),
  debug: DEBUG,
};

export type RunbookFlags = FlagsOf<typeof RUNBOOK_OPTIONS>;

export const RUNBOOK_SHAPE: CommandShape<typeof RUNBOOK_OPTIONS> = {
  name: 'pachyderm runbook',
  summary:
    'print the commands and gates of the next step from one version of Pachyderm to another, as Markdown',
  options: RUNBOOK_OPTIONS,
  examples: {
    'a new cluster beside the old one':
      'phasegate pachyderm runbook --from 1.8.8 --to 1.13.4 -n pachyderm --new-namespace pachyderm-new --context prod --old-bucket s3://data --new-bucket s3://data-clone',
  },
};

/** The version that a flag holds. @throws EarlyExit */
export function readVersion(word: string | undefined, flag: string): string {
  if (word === undefined) throw usageError(`${flag} is missing; give it a version, such as 1.13.4`);
  const version = plainVersion(word);
  if (version === undefined)
    throw usageError(`${flag}: ${JSON.stringify(word)} is not a version of Pachyderm, such as 1.13.4`);
  return version;
}

/**
 * What a flag holds, where it goes into commands and comments of a runbook: quotes do not keep a line break in a comment, and
 * kubectl takes an empty context for the current one.
 * @throws EarlyExit
 */
export function readWord(word: string, flag: string): string {
  if (word === '') throw usageError(`${flag} is empty`);
  if (/\p{Cc}/u.test(word)) throw usageError(`${flag}: ${JSON.stringify(word)} has a control character`);
  return word;
}

const SECURE = /^grpcs:\/\/([a-z0-9](?:[-.a-z0-9]*[a-z0-9])?:\d{1,5})$/i;

/**
 * A pachd with TLS, as two flags name it; undefined where neither is given. Without the certificates, pachctl of every version
 * would go on without TLS.
 * @param version of pachctl @param flag of the address
 * @throws EarlyExit
 */
export function readSecure(
  url: string | undefined,
  caCerts: string | undefined,
  version: string,
  flag = '--pachd-address',
): SecurePachd | undefined {
  if (url === undefined) return undefined;
  const [, address] = SECURE.exec(url) ?? [];
  if (address === undefined)
    throw usageError(
      `${flag}: ${JSON.stringify(url)} is not an address with TLS, such as grpcs://pachd.example.org:30650`,
    );
  if (caCerts === undefined)
    throw usageError(`${flag} needs --ca-certs, the file of certificates that pachd is trusted by`);
  if (!pachctlOf(version).has('certificates'))
    throw usageError(`${flag}: pachctl ${version} knows no TLS; that came with 1.8.0`);
  return { address, caCerts: readWord(caCerts, '--ca-certs') };
}

/** What Kubernetes takes as the name of a namespace. */
const NAMESPACE = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;

/** The namespace that a flag holds; an empty one would act on other clusters (audit D-46, D-56). @throws EarlyExit */
export function readNamespace(word: string | undefined, flag: string): string {
  if (word === undefined) throw usageError(`${flag} is missing; every command names its namespace`);
  if (!NAMESPACE.test(word)) throw usageError(`${flag}: ${JSON.stringify(word)} is not a namespace`);
  return word;
}
