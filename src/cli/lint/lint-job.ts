import type { FoundValues } from '../../discover/found-values.ts';
import type { ValuesError } from '../../values/values-error.ts';

/** One file, or one merged release, that is linted on its own. */
export interface LintJob {
  /** The file that config entries are looked up by: the file itself, or the last -f. */
  readonly file: string;
  /** The text of each file that takes part, by its name. */
  readonly texts: ReadonlyMap<string, string>;
  readonly content:
    | { readonly kind: 'values'; readonly values: readonly FoundValues[] }
    | { readonly kind: 'broken'; readonly error: ValuesError }
    | { readonly kind: 'other'; readonly what: string };
}
