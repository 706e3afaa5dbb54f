import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';

interface ChildSettings {
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
  private watchdog: Watchdog | undefined;

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
    // No standard input: a login plugin that asks for a password would wait forever, unseen.
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
    this.watchdog ??= OWN_GROUP ? startWatchdog() : undefined;
    this.watchdog?.add(child);
    child.once('close', () => {
      this.running.delete(child);
      this.watchdog?.remove(child);
    });
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
    this.watchdog?.end();
    this.settings.signal?.removeEventListener('abort', this.onAbort);
    this.forget();
  }

  private readonly onAbort = (): void => void this.endAll();

  private killNow(): void {
    this.stop.abort();
    for (const child of this.running) signalGroup(child, 'SIGKILL');
    this.watchdog?.end();
  }
}

/** Ends what is left of the children when this process is killed outright. */
interface Watchdog {
  readonly add: (child: Child) => void;
  readonly remove: (child: Child) => void;
  /** Ends the watchdog itself, and nothing else. */
  readonly end: () => void;
}

/** Collects process groups (`+PID`, `-PID`), and kills those that are left once its standard input closes. */
const WATCH = `p=' '
while read -r line; do
  n=\${line#?}
  case $line in
    +*) p="$p$n " ;;
    -*) case $p in *" $n "*) p="\${p%% $n *} \${p#* $n }" ;; esac ;;
  esac
done
for n in $p; do kill -s KILL -- "-$n" 2>/dev/null; done`;

/**
 * No handler runs on kill -9, but the pipe to another process closes with this one. That process reads nothing else and
 * ends with the connection.
 */
function startWatchdog(): Watchdog {
  const sh = spawn('/bin/sh', ['-c', WATCH], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  // Where there is no shell, the other ways to end the children remain.
  sh.on('error', () => undefined);
  sh.stdin.on('error', () => undefined);
  sh.unref();
  (sh.stdin as Partial<Socket>).unref?.();
  const tell = (sign: string, { pid }: Child): void => {
    if (pid !== undefined && sh.stdin.writable) sh.stdin.write(`${sign}${pid}\n`);
  };
  return {
    add: (child) => tell('+', child),
    remove: (child) => tell('-', child),
    end: () => {
      sh.kill('SIGKILL');
      sh.stdin.destroy();
    },
  };
}

/** A started program: nothing for it to read, its two outputs to be read. */
export type Child = ChildProcessByStdio<null, Readable, Readable>;

/**
 * kubectl and helm start login plugins of their own. In a process group of their own they can be ended together;
 * ended alone, kubectl would leave a hanging plugin behind. Windows has no such groups.
 */
const OWN_GROUP = process.platform !== 'win32';

/** Signals a child with everything it started; one that is gone already is not an error. */
function signalGroup(child: Child, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (OWN_GROUP) process.kill(-child.pid, signal);
    else child.kill(signal);
  } catch {
    // ESRCH: the whole group has ended.
  }
}

/** SIGTERM, after the grace (milliseconds) SIGKILL; settles when the child is gone and its outputs are closed. */
async function endGroup(child: Child, grace: number): Promise<void> {
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const kill = setTimeout(() => signalGroup(child, 'SIGKILL'), grace);
  signalGroup(child, 'SIGTERM');
  if (!hasExited(child)) await new Promise<void>((resolve) => child.once('exit', () => resolve()));
  clearTimeout(kill);
  // A plugin that ignores SIGTERM may still live in the group, and hold the outputs open.
  signalGroup(child, 'SIGKILL');
  child.stdout.destroy();
  child.stderr.destroy();
  await closed;
}

/** Also true of a program that could not be started. */
export const hasExited = (child: Child): boolean =>
  child.pid === undefined || child.exitCode !== null || child.signalCode !== null;

/** Whether a child ends within so many milliseconds. */
export function exitsWithin(child: Child, milliseconds: number): Promise<boolean> {
  if (hasExited(child)) return Promise.resolve(true);
  return new Promise((resolve) => {
    const onExit = (): void => {
      clearTimeout(timer);
      resolve(true);
    };
    const timer = setTimeout(() => {
      child.off('exit', onExit);
      resolve(false);
    }, milliseconds);
    child.once('exit', onExit);
  });
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Calls `killAll` (which must not wait) when this process ends, by itself or by a signal; the children are in groups
 * of their own, so that a terminal's Ctrl-C does not reach them. Returns what takes this back.
 */
function endWithProcess(killAll: () => void): () => void {
  const onSignal = (signal: NodeJS.Signals): void => {
    killAll();
    forget();
    // A listener takes the place of a signal's own effect: without another listener, it has to be sent again.
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  };
  const forget = (): void => {
    process.off('exit', killAll);
    for (const signal of SIGNALS) process.off(signal, onSignal);
  };
  process.on('exit', killAll);
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return forget;
}
