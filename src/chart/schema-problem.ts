/** One mistake that a JSON Schema found; which keyword it was is told apart, the text is made later. */
export type SchemaProblem =
  | { readonly kind: 'unknown-key'; readonly path: readonly string[]; readonly known: readonly string[] }
  | { readonly kind: 'wrong-type'; readonly path: readonly string[]; readonly expected: readonly string[] }
  | { readonly kind: 'invalid-value'; readonly path: readonly string[]; readonly expected: string };
