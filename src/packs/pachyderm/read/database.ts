import { type Known, likely, type ManifestObject } from '../../../pack.ts';
import { variablesOf } from './variables.ts';

/** The database that pachd keeps its metadata in, where it is not of the release itself. */
export interface Database {
  readonly host: string;
  readonly name: string;
  readonly at: Known<string>;
}

const variable = (objects: readonly ManifestObject[], name: string): Known<string> | undefined =>
  variablesOf(objects, new Set([name]))[0]?.value;

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

/** The database of the charts 2.x; undefined where the release brings its own, or has none. */
export function externalDatabase(objects: readonly ManifestObject[]): Database | undefined {
  const at = variable(objects, 'POSTGRES_HOST');
  const host = addressOf(likely(at)?.toLowerCase() ?? '', objects);
  if (at === undefined || host === undefined) return undefined;
  return { host, name: likely(variable(objects, 'POSTGRES_DATABASE')) ?? 'pachyderm', at };
}
