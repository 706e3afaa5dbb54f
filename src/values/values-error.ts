/** What went wrong while values were read or flags applied. */
export type ValuesErrorKind =
  | 'character'
  | 'syntax'
  | 'ignored-rest'
  | 'document-separator'
  | 'not-a-map'
  | 'map-key'
  | 'tag'
  | 'merge-key'
  | 'number'
  | 'unknown-anchor'
  | 'self-reference'
  | 'excessive-aliases'
  | 'too-deep'
  | 'flag-syntax'
  | 'flag-index'
  | 'flag-conflict'
  | 'flag-json'
  | 'file-unreadable';

/** A refusal of Helm's, as data. Line and column are 1-based; `flag` never carries the value that was set. */
export interface ValuesError {
  readonly kind: ValuesErrorKind;
  /** What, why and what to do, without the place. */
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly flag?: string;
}
