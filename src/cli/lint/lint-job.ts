import type { ChartHint } from '../../discover/found-values.ts';
import type { DuplicateKey } from '../../values/build-tree.ts';
import type { MapNode } from '../../values/tree.ts';
import type { ValuesError } from '../../values/values-error.ts';

/** The values of one release that a job lints. */
export interface JobValues {
  readonly name: string;
  /** Where the values stand within their file; findings and fixes count from the top of the file. */
  readonly prefix: readonly string[];
  readonly user: MapNode;
  readonly duplicates: readonly DuplicateKey[];
  readonly chart?: ChartHint;
  readonly pack?: string;
}

/** One file, or one merged release, that is linted on its own. */
export interface LintJob {
  /** The file that config entries are looked up by: the file itself, or the last -f. */
  readonly file: string;
  /** The text of each file that takes part, by its name. */
  readonly texts: ReadonlyMap<string, string>;
  readonly content:
    | { readonly kind: 'values'; readonly values: readonly JobValues[] }
    | { readonly kind: 'broken'; readonly error: ValuesError }
    | { readonly kind: 'other'; readonly what: string };
}
