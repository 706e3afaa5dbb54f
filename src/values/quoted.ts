const ESCAPE = /\\(?:u([\da-f]{4})|U([\da-f]{8})|\r?\n[ \t]*\r?\n|[\s\S])/gi;
const SINGLE_QUOTED = /^'(?:[^']|'')*'$/;
const DOUBLE_QUOTED = /^"(?:[^"\\]|\\[\s\S])*"$/;

/**
 * Where an escape stands that Helm refuses, `\/` and the halves of surrogate pairs, or that the parser misreads, a line
 * end before an empty line.
 * @param scalar the source of a double-quoted scalar with its quotes
 * @returns the offset in the source, or undefined
 */
export function foreignEscape(scalar: string): number | undefined {
  for (const { 0: sequence, 1: short, 2: long, index } of scalar.matchAll(ESCAPE)) {
    const code = Number.parseInt(short ?? long ?? '0', 16);
    const isLineEnd = sequence.length > 2 && sequence.endsWith('\n');
    if (sequence === '\\/' || isLineEnd || (code >= 0xd800 && code <= 0xdfff)) return index;
  }
  return undefined;
}

/** Whether the last quote only looks like a closing one, as in 'it'' and "a\". */
export function isUnclosed(scalar: string): boolean {
  if (scalar.endsWith("''")) return !SINGLE_QUOTED.test(scalar);
  return scalar.endsWith('\\"') && !DOUBLE_QUOTED.test(scalar);
}
