/** The flags of Helm that set single values. */
export type SetFlagName = '--set' | '--set-string' | '--set-json' | '--set-file' | '--set-literal';

/** A stretch of a file's text, as offsets in UTF-16 units; the end is behind the last character. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A value of a file. Line and column are 1-based and those of the value itself. */
export interface FileOrigin extends Span {
  readonly kind: 'file';
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The key that the value stands under, where it stands under one. */
  readonly key?: Span;
}

/** Where a value was written; `text` of a flag is already safe to show. */
export type Origin =
  | FileOrigin
  | { readonly kind: 'flag'; readonly flag: SetFlagName; readonly text: string }
  | { readonly kind: 'default'; readonly chartVersion: string };

/** The origin of a map nobody wrote: the values of a command that was given none. */
export const nowhere: Origin = { kind: 'default', chartVersion: '' };

/** One phrase for a message: `values/prod.yaml:12:7`, `--set a.b=true`, `default of chart 2.0.2`. */
export function describeOrigin(origin: Origin): string {
  switch (origin.kind) {
    case 'file':
      return `${origin.file}:${origin.line}:${origin.column}`;
    case 'flag':
      return `${origin.flag} ${origin.text}`;
    case 'default':
      return origin.chartVersion === '' ? 'default of the chart' : `default of chart ${origin.chartVersion}`;
  }
}
