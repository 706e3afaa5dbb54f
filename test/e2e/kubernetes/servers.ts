import { ServerProcess } from '../tools/server-process.ts';

/** The processes of one control plane. */
export class Servers {
  readonly #running = new Map<string, ServerProcess>();
  readonly #folder: string;

  /** @param folder where they run, and all of their machine that is theirs */
  constructor(folder: string) {
    this.#folder = folder;
  }

  start(name: string, program: string, args: readonly string[]): void {
    const [command, ...rest] = endingWithThisProcess([program, ...args]);
    const env = { PATH: process.env.PATH ?? '', HOME: this.#folder };
    this.#running.set(name, new ServerProcess(command, rest, { cwd: this.#folder, env }));
  }

  /** @throws with its last lines when one of them has ended by itself. */
  checkAllRun(): void {
    for (const [name, server] of this.#running) {
      if (server.ended) throw new Error(`${name} has ended:\n${server.lastLines(20)}`);
    }
  }

  lastLines(count: number): string {
    return [...this.#running]
      .map(([name, server]) => `${name}${server.ended ? ', ended' : ''}:\n${server.lastLines(count)}`)
      .join('\n');
  }

  /** Clients first: none of them is left to complain that its server has gone. */
  async stop(): Promise<void> {
    for (const server of [...this.#running.values()].reverse()) await server.stop();
  }
}

/**
 * On Linux, setpriv makes the kernel end a server together with this process, even when that is killed and
 * can no longer end anything. The server keeps its own pid.
 */
function endingWithThisProcess(command: readonly [string, ...string[]]): readonly [string, ...string[]] {
  if (process.platform !== 'linux') return command;
  return ['setpriv', '--pdeathsig', 'KILL', '--', ...command];
}
