import type { StreamBytes } from '../manifest/large-stream.ts';
import type { Pack } from '../pack.ts';
import type { Result } from '../result.ts';
import type { Ending } from './exit-code.ts';

/** The world as a command sees it: nothing else in a command touches the process. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly stdinIsTerminal: boolean;
  readonly stdoutIsTerminal: boolean;
  /** Whether colours suit standard error (no-color.org, FORCE_COLOR, a terminal). */
  readonly colourOnStderr: boolean;
  /** The same for standard output. */
  readonly colourOnStdout: boolean;
  /** Aborted by Ctrl-C or SIGTERM, once something waits for it. */
  readonly interrupted: AbortSignal;
  /** What is too large for memory is kept in a file. */
  readonly readStdin: () => Result<Buffer | StreamBytes, string>;
  /** Writes all of it, or tells why not (a closed pipe). */
  readonly writeOut: (piece: string | Buffer) => Result<void, string>;
  readonly writeError: (text: string) => void;
  /** Standard error where it is a terminal, for what draws on it. */
  readonly screen?: NodeJS.WriteStream | undefined;
  /** Writes to the terminal where standard error goes elsewhere; false where there is none, or no need. */
  readonly writeTerminal: (text: string) => boolean;
}

/** Runs one command with the words behind its name. @param packs those that phasegate comes with, and those of the config */
export type Command = (argv: readonly string[], io: Io, packs: readonly Pack[]) => Promise<Ending>;
