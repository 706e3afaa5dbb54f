import type { Origin, ValueNode } from './tree.ts';

export type FlagOrigin = Extract<Origin, { kind: 'flag' }>;

/** One step from a map or a list to what it holds. */
export type Step =
  | { readonly kind: 'key'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number };

/**
 * What a flag sets at a path. Without a value the text ended too early where Helm takes that without a word: `a[0]`
 * makes an empty list, `a.` does nothing. `endsText` says that nothing followed the = sign.
 */
export interface Assignment {
  readonly steps: readonly Step[];
  readonly value: ValueNode | undefined;
  readonly endsText: boolean;
  readonly origin: FlagOrigin;
}
