import type { ValuePath } from './finding.ts';

/** One mistake that a JSON Schema found; which keyword it was is told apart, the text is made later. */
export type SchemaProblem =
  | { readonly kind: 'unknown-key'; readonly path: ValuePath; readonly known: readonly string[] }
  | { readonly kind: 'wrong-type'; readonly path: ValuePath; readonly expected: readonly string[] }
  | { readonly kind: 'invalid-value'; readonly path: ValuePath; readonly expected: string };
