import { randomUUID } from 'node:crypto';
import {
  closeSync,
  openSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { EarlyExit } from '../../../early-exit.ts';
import { NotKept, type SavedState, type StateStore } from './state.ts';

/** Who holds a lock: the JSON of its file. */
interface Owner {
  readonly run: string;
  readonly pid: number;
  /** When the process began, as its system tells it; a number that is used again has another. Empty where it is not told. */
  readonly began: string;
  /** The machine, and the part of it in which the number of a process means this one. */
  readonly place: string;
}

/** A lock of another machine is dead once it was not touched for so long. */
const DEAD_AFTER_MS = 60_000;
const TOUCH_EVERY_MS = 10_000;

function linkText(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

/** The 22nd field of proc(5)'s stat, after the name in brackets; empty on systems without it. */
function beginOf(pid: number): string {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

const placeHere = (): string => [hostname(), linkText('/proc/self/ns/pid')].filter(Boolean).join(' ');

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** @returns undefined where the file is gone; a text that is none yet has no owner */
function readOwner(path: string): { readonly owner?: Owner; readonly touched: number } | undefined {
  try {
    const touched = statSync(path).mtimeMs;
    const text = readFileSync(path, 'utf8');
    try {
      return { owner: JSON.parse(text) as Owner, touched };
    } catch {
      return { touched };
    }
  } catch {
    return undefined;
  }
}

function isDead({ owner, touched }: { readonly owner?: Owner; readonly touched: number }): boolean {
  if (owner === undefined || owner.place !== placeHere()) return Date.now() - touched > DEAD_AFTER_MS;
  return !isAlive(owner.pid) || (owner.began !== '' && beginOf(owner.pid) !== owner.began);
}

/**
 * Keeps other runs from a state file by a file beside it, as long as this process lives: what a killed one left is taken
 * over at once, that of another machine after a minute.
 * @param path of the state
 * @returns what gives it back
 * @throws EarlyExit where another run holds it
 */
export function lockState(path: string, run: string): () => void {
  const lock = `${path}.lock`;
  const text = JSON.stringify({ run, pid: process.pid, began: beginOf(process.pid), place: placeHere() });
  for (;;) {
    try {
      makeLock(lock, text);
      break;
    } catch (error) {
      // Where no file can be made, the state itself cannot be kept either, and that is told.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return () => undefined;
      takeOver(lock, path);
    }
  }
  const touching = setInterval(() => {
    try {
      utimesSync(lock, new Date(), new Date());
    } catch {
      // Whoever removed it is found by the run's id in the state.
    }
  }, TOUCH_EVERY_MS).unref();
  return () => {
    clearInterval(touching);
    if (readOwner(lock)?.owner?.run === run) rmSync(lock, { force: true });
  };
}

/** On a disk that is full, a lock could be made and not be filled: then none is left, as nobody could tell whose it is. */
function makeLock(lock: string, text: string): void {
  const file = openSync(lock, 'wx', 0o600);
  try {
    writeFileSync(file, text);
  } catch (error) {
    rmSync(lock, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
}

/** Removes a dead run's lock. @throws EarlyExit where it lives */
function takeOver(lock: string, path: string): void {
  const held = readOwner(lock);
  if (held === undefined) return;
  if (!isDead(held)) {
    const who =
      held.owner === undefined ? '' : ` (process ${held.owner.pid} on ${held.owner.place.split(' ')[0]})`;
    throw new EarlyExit(
      `phasegate: ${path} is in use by another run${who}; wait until it has ended, or pass --state or --name for this one. If it is gone for certain, remove ${lock}`,
    );
  }
  // Of two that find it dead at once, one removes it; what the other moved away by then was the first one's own.
  const away = `${lock}.${randomUUID()}`;
  try {
    renameSync(lock, away);
  } catch {
    return;
  }
  const moved = readOwner(away);
  if (moved?.owner?.run === held.owner?.run) rmSync(away, { force: true });
  else renameSync(away, lock);
}

/** Another run goes on with the same state. */
export class TakenOver extends Error {}

/**
 * A store that one run alone writes to: its first save takes the state over, and once another run did the same, saving
 * fails. @param run an id that no other run has
 */
export function ownedBy(run: string, store: StateStore): StateStore {
  let isOurs = false;
  return {
    ...store,
    /** @throws TakenOver, NotKept */
    async save(state: SavedState) {
      if (isOurs) {
        const held = await store.load();
        if (!held.ok) throw new NotKept(`the state cannot be kept: ${held.error}`);
        if (held.value?.run !== undefined && held.value.run !== run)
          throw new TakenOver(`another run has taken over ${store.title}, so this one has sent nothing more`);
      }
      await store.save({ ...state, run });
      isOurs = true;
    },
  };
}
