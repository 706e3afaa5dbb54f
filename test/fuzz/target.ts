import type fc from 'fast-check';

/** One reader of foreign input, and what must hold whatever it is given. */
export interface FuzzTarget {
  /** Also the folder of its inputs in `corpus/`. */
  readonly name: string;
  /** What is held to what, for people. */
  readonly holds: string;
  /** Inputs of the right shape; bytes changed at random come from the corpus. */
  readonly inputs: fc.Arbitrary<Uint8Array>;
  /** Of `npm test`. */
  readonly runs: number;
  /**
   * @returns what came of it, in a few words: an input that leads to an answer not seen before is mutated further
   * @throws where something does not hold
   */
  readonly check: (input: Uint8Array) => string | Promise<string>;
}

/** As a file of these bytes is read: what is not UTF-8 becomes U+FFFD. */
export const textOf = (input: Uint8Array): string => Buffer.from(input).toString('utf8');

export const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'utf8'));

/** A message without what differs from input to input. */
export const gist = (message: string): string =>
  message
    .replace(/"(?:[^"\\]|\\.)*"|\d+/g, '…')
    .split('\n', 1)
    .join('')
    .slice(0, 60);

/** Lines of a small language of a target, then `--` on a line of its own, then a text. */
export function headAndText(input: Uint8Array): { readonly head: readonly string[]; readonly text: string } {
  const all = textOf(input);
  const cut = /^--\n/m.exec(all);
  if (cut === null) return { head: all.split('\n'), text: '' };
  return {
    head: all.slice(0, cut.index).split('\n').slice(0, -1),
    text: all.slice(cut.index + cut[0].length),
  };
}
