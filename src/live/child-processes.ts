import { spawn } from 'node:child_process';
import { endWithProcess } from './end-with-process.ts';
import { type Child, endGroup, OWN_GROUP, signalGroup } from './process-group.ts';

export interface ChildSettings {
  /** Ends every child when it aborts (Ctrl-C). */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds from SIGTERM to SIGKILL. */
  readonly grace: number;
  /** Undefined: as this process has it. PATH is looked up here. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  readonly cwd?: string | undefined;
}

/** Every program that runs on behalf of one connection, so that none of them outlives it. */
export class ChildProcesses {
  private readonly running = new Set<Child>();
  private readonly stop = new AbortController();
  private readonly forget: () => void;

  constructor(private readonly settings: ChildSettings) {
    this.forget = endWithProcess(() => this.killNow());
    const { signal } = settings;
    if (signal?.aborted) this.stop.abort();
    signal?.addEventListener('abort', this.onAbort, { once: true });
  }

  /** Aborts when nothing more is to be started or waited for. */
  get stopping(): AbortSignal {
    return this.stop.signal;
  }

  /** Starts a program by its argument list, never by a shell. Throws where Node does (a NUL byte in an argument). */
  start(program: string, args: readonly string[]): Child {
    const { env, cwd } = this.settings;
    // No standard input: a login plugin that asks for a password would wait for ever, unseen.
    const child = spawn(program, [...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: OWN_GROUP,
      windowsHide: true,
      shell: false,
      ...(env === undefined ? {} : { env: { ...env } }),
      ...(cwd === undefined ? {} : { cwd }),
    });
    // Many requests may wait for one port-forward.
    child.setMaxListeners(0);
    this.running.add(child);
    child.once('close', () => this.running.delete(child));
    return child;
  }

  /** Ends one child and what it started; settles when it is gone. */
  end(child: Child): Promise<void> {
    return this.running.has(child) ? endGroup(child, this.settings.grace) : Promise.resolve();
  }

  /** Ends all of them; nothing can be started afterwards. */
  async endAll(): Promise<void> {
    this.stop.abort();
    await Promise.all([...this.running].map((child) => this.end(child)));
    this.settings.signal?.removeEventListener('abort', this.onAbort);
    this.forget();
  }

  private readonly onAbort = (): void => void this.endAll();

  private killNow(): void {
    this.stop.abort();
    for (const child of this.running) signalGroup(child, 'SIGKILL');
  }
}
