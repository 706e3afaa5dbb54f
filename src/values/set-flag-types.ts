import type { Result } from '../result.ts';
import type { HelmMajor } from './helm-major.ts';
import type { SetFlagName } from './origin.ts';

/** One flag as it stood on the command line: `{ flag: '--set', text: 'a.b=c,d=e' }`. */
export interface SetFlag {
  readonly flag: SetFlagName;
  readonly text: string;
}

/** Reads the file that --set-file names; the error says why it cannot, as in "no such file". */
export type ReadFile = (path: string) => Result<string, string>;

export interface SetContext {
  readonly readFile: ReadFile;
  /** Helm 4 where it is left out. */
  readonly helm?: HelmMajor;
}
