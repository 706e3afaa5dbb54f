import type { Io } from '../src/cli/io.ts';
import { runWith } from '../src/cli/main.ts';
import { ok } from '../src/result.ts';

export interface World {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly input?: string | Buffer;
}

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A world without a terminal, which keeps what is written. */
export function ioIn({ cwd, env = {}, input = '' }: World): Io & { out: string; err: string } {
  const io = {
    out: '',
    err: '',
    env,
    cwd,
    stdinIsTerminal: false,
    stdoutIsTerminal: false,
    interrupted: new AbortController().signal,
    colourOnStderr: false,
    colourOnStdout: false,
    readStdin: () => ok(Buffer.from(input)),
    writeOut: (piece: string | Buffer) => {
      io.out += piece;
      return ok(undefined);
    },
    writeTerminal: () => false,
    writeError: (text: string) => {
      io.err += text;
    },
  };
  return io;
}

/** Runs a command line of the sources in this process, where a process of its own would show nothing more. */
export async function runInProcess(args: readonly string[], world: World): Promise<Ended> {
  const io = ioIn(world);
  const code = await runWith(args, io);
  return { code, out: io.out, err: io.err };
}
