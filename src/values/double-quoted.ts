const ESCAPE = /\\(?:u([\da-f]{4})|U([\da-f]{8})|\\|[\s\S])/gi;

/**
 * Where an escape stands that YAML 1.2 has and Helm refuses: `\/` and the halves of surrogate pairs.
 * @param source the scalar with its quotes
 * @returns the offset in the source, or undefined
 */
export function foreignEscape(source: string): number | undefined {
  for (const { 0: sequence, 1: short, 2: long, index } of source.matchAll(ESCAPE)) {
    const code = Number.parseInt(short ?? long ?? '0', 16);
    if (sequence === '\\/' || (code >= 0xd800 && code <= 0xdfff)) return index;
  }
  return undefined;
}
