/** Where a decision came from: every one is told with it. */
export type Source =
  | { readonly kind: 'flag'; readonly flag: string }
  | { readonly kind: 'environment'; readonly variable: string }
  | { readonly kind: 'config'; readonly place: string }
  | { readonly kind: 'values'; readonly origin: string }
  | { readonly kind: 'manifests'; readonly detail: string }
  | { readonly kind: 'default'; readonly detail: string };

/** A value together with where it was asked for. */
export interface Sourced<T> {
  readonly value: T;
  readonly source: Source;
}

/** A source in words, to follow "from". */
export function describeSource(source: Source): string {
  switch (source.kind) {
    case 'flag':
      return source.flag;
    case 'environment':
      return source.variable;
    case 'config':
      return source.place;
    case 'values':
      return source.origin;
    case 'manifests':
      return `the manifests: ${source.detail}`;
    case 'default':
      return source.detail;
  }
}
