import type { ChildProcessByStdio } from 'node:child_process';
import type { Readable } from 'node:stream';

/** A started program: nothing for it to read, its two outputs to be read. */
export type Child = ChildProcessByStdio<null, Readable, Readable>;

/**
 * kubectl and helm start login plugins of their own. In a process group of their own they can be ended together;
 * ended alone, kubectl would leave a hanging plugin behind. Windows has no such groups.
 */
export const OWN_GROUP = process.platform !== 'win32';

/** Signals a child with everything it started; one that is gone already is no error. */
export function signalGroup(child: Child, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (OWN_GROUP) process.kill(-child.pid, signal);
    else child.kill(signal);
  } catch {
    // ESRCH: the whole group has ended.
  }
}

/** SIGTERM, after the grace (milliseconds) SIGKILL; settles when the child is gone and its outputs are closed. */
export async function endGroup(child: Child, grace: number): Promise<void> {
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
