import { type Known, likely, type ManifestObject } from '../../../pack.ts';
import { variablesOf } from './variables.ts';

/** The server with the databases of pachd, where it is not of the release itself. */
export interface DatabaseServer {
  readonly host: string;
  /** Of the databases, with what pachd takes where no variable says it. */
  readonly names: readonly string[];
  readonly at: Known<string>;
}

const variable = (objects: readonly ManifestObject[], name: string): Known<string> | undefined =>
  variablesOf(objects, new Set([name]))[0]?.value;

/** The variables that name a database of metadata and one of logins, and what pachd takes without them. */
const DATABASES = [
  ['POSTGRES_DATABASE', 'pachyderm'],
  ['IDENTITY_SERVER_DATABASE', 'dex'],
] as const;

/** The chart's Service in front of Google's Cloud SQL, which is named alike in every namespace. */
const PROXY = 'cloudsql-auth-proxy';

/** The instance behind the proxy: a variable of its container, or in charts with version 1 of the proxy an argument. */
function instanceOf(objects: readonly ManifestObject[]): string | undefined {
  const named = likely(variable(objects, 'CSQL_PROXY_INSTANCE_CONNECTION_NAME'));
  const args = objects.filter(({ name }) => name === PROXY).flatMap((one) => one.args);
  return named ?? args.map((arg) => /^--?instances=([^=,]+)/.exec(arg)?.[1]).find((one) => one !== undefined);
}

/** An address outside the release; undefined for a Service that it brings. */
function addressOf(host: string, objects: readonly ManifestObject[]): string | undefined {
  const [first] = host.split('.');
  if (first === PROXY) return instanceOf(objects);
  const isOwn = objects.some(({ kind, name }) => kind === 'Service' && name === first);
  const port = likely(variable(objects, 'POSTGRES_PORT')) ?? '5432';
  return !host.includes('.') || (isOwn && /\.svc(\.|$)/.test(host)) ? undefined : `${host}:${port}`;
}

/** The databases of the charts 2.x; undefined where the release brings its own, or has none. */
export function externalDatabase(objects: readonly ManifestObject[]): DatabaseServer | undefined {
  const at = variable(objects, 'POSTGRES_HOST');
  const host = addressOf(likely(at)?.toLowerCase() ?? '', objects);
  if (at === undefined || host === undefined) return undefined;
  const names = DATABASES.map(([name, otherwise]) => likely(variable(objects, name)) ?? otherwise);
  return { host, names, at };
}
