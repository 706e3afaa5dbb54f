import { rowsOf } from '../../../chart/table.ts';
import { isBefore } from '../../../chart/versions.ts';
import table from './pachctl.tsv';

/** What some versions of pachctl have and others lack. */
export type Feature =
  | 'extract'
  | 'verbs-in-words'
  | 'no-objects'
  | 'deploy-namespace'
  | 'deploy-yaml'
  | 'own-account'
  | 'stopped-flag'
  | 'certificates'
  | 'pachd-address'
  | 'secure-address'
  | 'contexts'
  | 'stopped-is-kept'
  | 'all-repos'
  | 'user-secrets'
  | 'extracts-auth'
  | 'own-binding';

const SINCE: ReadonlyMap<string, string> = new Map(
  rowsOf(table).map(([feature = '', since = '']) => [feature, since] as const),
);

/** The command line of one version of pachctl. */
export interface Pachctl {
  readonly version: string;
  has(feature: Feature): boolean;
  /** `list pipeline`, or `list-pipeline` before 1.9. */
  verb(verb: string, noun: string): readonly string[];
  /** What names a commit, or a path in it: `repo@id:/path`, or a word each before 1.9. */
  place(repo: string, commit: string, path?: string): readonly string[];
  /** The variable that says where pachd answers, above all that pachctl has stored. */
  readonly addressVariable: string;
  /** The variables that lead to a pachd with TLS. */
  secure(pachd: SecurePachd): readonly (readonly [name: string, value: string])[];
}

/** Where a pachd with TLS answers, by the name in its certificate. */
export interface SecurePachd {
  /** `pachd.example.org:30650`. */
  readonly address: string;
  /** The file with the certificates that it is trusted by. */
  readonly caCerts: string;
}

/** The command line of a version. @param version as `plainVersion` gives it */
export function pachctlOf(version: string): Pachctl {
  const has = (feature: Feature): boolean => !isBefore(version, SINCE.get(feature) ?? version);
  const inWords = has('verbs-in-words');
  const addressVariable = has('pachd-address') ? 'PACHD_ADDRESS' : 'ADDRESS';
  return {
    version,
    has,
    verb: (verb, noun) => (inWords ? [verb, noun] : [`${verb}-${noun}`]),
    place: (repo, commit, path) => {
      if (!inWords) return [repo, commit, ...(path === undefined ? [] : [path])];
      return [`${repo}@${commit}${path === undefined ? '' : `:${path}`}`];
    },
    addressVariable,
    secure: ({ address, caCerts }) => [
      [addressVariable, has('secure-address') ? `grpcs://${address}` : address],
      ['PACH_CA_CERTS', caCerts],
    ],
  };
}
