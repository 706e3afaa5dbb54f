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

/** Runs a command line of the sources in this process, where a process of its own would show nothing more. */
export async function runInProcess(
  args: readonly string[],
  { cwd, env = {}, input = '' }: World,
): Promise<Ended> {
  const said = { out: '', err: '' };
  const code = await runWith(args, {
    env,
    cwd,
    stdinIsTerminal: false,
    stdoutIsTerminal: false,
    interrupted: new AbortController().signal,
    colourOnStderr: false,
    colourOnStdout: false,
    readStdin: () => ok(Buffer.from(input)),
    writeOut: (text) => {
      said.out += text;
      return ok(undefined);
    },
    writeTerminal: () => false,
    writeError: (text) => {
      said.err += text;
    },
  });
  return { code, ...said };
}
