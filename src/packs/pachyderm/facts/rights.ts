import { rowsOf } from '../../../chart/table.ts';
import { isBefore } from '../../../chart/versions.ts';
import table from './rights.tsv';

/** Something that the account of pachd must be allowed to do. */
export interface Right {
  readonly verb: string;
  readonly resource: string;
  /** Empty where it is about the resource itself. */
  readonly subresource: string;
  /** The first version that needs it. */
  readonly since: string;
}

const RIGHTS: readonly Right[] = rowsOf(table).map(
  ([verb = '', resource = '', subresource = '', since = '']) => ({ verb, resource, subresource, since }),
);

/** The rights that a version needs, and those that only later ones do. @param version as of pachd: `1.13.4` */
export const rightsOf = (
  version: string,
): { readonly needed: readonly Right[]; readonly later: readonly Right[] } => ({
  needed: RIGHTS.filter(({ since }) => !isBefore(version, since)),
  later: RIGHTS.filter(({ since }) => isBefore(version, since)),
});

/** As messages call it: `update replicationcontrollers/scale`. */
export const shownRight = ({ verb, resource, subresource }: Right): string =>
  `${verb} ${resource}${subresource === '' ? '' : `/${subresource}`}`;
