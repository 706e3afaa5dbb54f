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

/** The database of the charts 2.x; undefined where the release brings its own, or has none. */
export function externalDatabase(objects: readonly ManifestObject[]): Database | undefined {
  const at = variable(objects, 'POSTGRES_HOST');
  const host = likely(at)?.toLowerCase();
  if (at === undefined || !host?.includes('.')) return undefined;
  const isOwn = objects.some(({ kind, name }) => kind === 'Service' && host.split('.')[0] === name);
  if (isOwn && /\.svc(\.|$)/.test(host)) return undefined;
  const port = likely(variable(objects, 'POSTGRES_PORT')) ?? '5432';
  return { host: `${host}:${port}`, name: likely(variable(objects, 'POSTGRES_DATABASE')) ?? 'pachyderm', at };
}
