/** White space as Go's unicode.IsSpace has it. */
const BLANKS = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*/y;

/** The offset of the first character that is no white space. */
export function skipBlanks(text: string, offset: number): number {
  BLANKS.lastIndex = offset;
  BLANKS.exec(text);
  return BLANKS.lastIndex;
}
