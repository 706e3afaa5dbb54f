/**
 * Replaces lone surrogates, which neither UTF-8 nor a URI can carry. They reach a finding through escapes in YAML and
 * through file names on Windows. (`String.prototype.toWellFormed` is not in Node 20's types.)
 */
export const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\uFFFD');
