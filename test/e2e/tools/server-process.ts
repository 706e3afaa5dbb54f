import { type ChildProcess, spawn } from 'node:child_process';

const running = new Set<ChildProcess>();
// The last resort, for a test run that is broken off before its tests could tidy up.
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** A server that runs until it is stopped, or ends by itself. */
export class ServerProcess {
  readonly exited: Promise<number | null>;
  #log = '';
  #ended = false;
  readonly #child: ChildProcess;

  constructor(program: string, args: readonly string[], options: { cwd: string; env: NodeJS.ProcessEnv }) {
    this.#child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    running.add(this.#child);
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#log += text;
      });
    }
    this.exited = new Promise((resolve, reject) => {
      this.#child.on('error', reject);
      this.#child.on('close', (status) => {
        running.delete(this.#child);
        this.#ended = true;
        resolve(status);
      });
    });
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** The end of what it has written so far. */
  lastLines(count: number): string {
    return this.#log.trimEnd().split('\n').slice(-count).join('\n');
  }

  /** Lets it stop as a pod does: v1 flushes what it holds in memory. */
  async stopInOrder(): Promise<void> {
    if (!this.#ended) this.#child.kill('SIGTERM');
    await this.exited;
  }

  /** Ends it at once: its data is thrown away, and an orderly stop takes Pyroscope half a minute. */
  async stop(): Promise<void> {
    if (!this.#ended) this.#child.kill('SIGKILL');
    await this.exited;
  }
}
