import { pathOf, rowsOf } from '../../../chart/table.ts';
import { lazy } from '../../../lazy.ts';
import table from './entry-fields.tsv';

/** How the fields of remote_write are spelt: in the custom resources of the operator, and in prometheus.yml. */
export type Spelling = 'resource' | 'file';

/** A field of one entry. */
export interface EntryField {
  readonly resource: readonly string[];
  readonly file: readonly string[];
  /** The first Prometheus that takes it; undefined where all known ones do. */
  readonly server?: string;
  /** The first known kube-prometheus-stack whose CRD has it; undefined where all known ones do. */
  readonly chart?: string;
}

export const entryFields = lazy((): readonly EntryField[] =>
  rowsOf(table).map(([resource = '', file = '', server = '', chart = '']) => ({
    resource: pathOf(resource),
    file: pathOf(file),
    ...(server !== '' && { server }),
    ...(chart !== '' && { chart }),
  })),
);

const byResource = lazy(() => new Map(entryFields().map((field) => [field.resource.join('.'), field])));

/**
 * A field by the name that custom resources give it.
 * @param name `sendExemplars`, or `queueConfig.maxShards`
 * @throws Error for a field that no entry has
 */
export function entryField(name: string): EntryField {
  const field = byResource().get(name);
  if (field === undefined) throw new Error(`remote_write has no field ${name}`);
  return field;
}
