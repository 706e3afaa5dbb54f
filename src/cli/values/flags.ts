import type { ValuesFlags } from '../values-flags.ts';

/** The flags of `values` as they were written. */
export interface ValuesCommandFlags extends ValuesFlags {
  readonly chartVersion?: string;
  readonly chart?: string;
  readonly format?: string;
  readonly origins: boolean;
  readonly debug: boolean;
}
