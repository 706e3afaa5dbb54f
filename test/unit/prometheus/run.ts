import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { EarlyExit } from '../../../src/early-exit.ts';
import type { Terminal } from '../../../src/pack.ts';
import type { Clock } from '../../../src/packs/prometheus/backfill/clock.ts';
import { backfill } from '../../../src/packs/prometheus/backfill/command.ts';
import { ok } from '../../../src/result.ts';
import { type Store, type StoreSettings, startStore } from './store.ts';

export interface Ran {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
  /** Where it ran; gone afterwards, unless it was given. */
  readonly cwd: string;
}

/** A folder of its own, removed at the end of the scope. */
export function folder(): { readonly path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), 'backfill-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** A clock that is ahead by each pause as soon as it begins. */
export class EagerClock<Seen = undefined> implements Clock {
  /** ms. */
  readonly pauses: number[] = [];
  /** What was to be seen as each of them began. */
  readonly seen: Seen[] = [];
  readonly #look: (() => Seen) | undefined;
  #ahead = 0;

  constructor(look?: () => Seen) {
    this.#look = look;
  }

  elapsed(): number {
    return performance.now() + this.#ahead;
  }

  pause(ms: number): Promise<void> {
    this.pauses.push(ms);
    if (this.#look !== undefined) this.seen.push(this.#look());
    this.#ahead += ms;
    return Promise.resolve();
  }
}

/** Runs `phasegate backfill` in this process. What ends it early is its text on standard error, and exit code 2. */
export async function run(
  args: readonly string[],
  {
    cwd,
    env = {},
    clock,
  }: { readonly cwd?: string; readonly env?: Terminal['env']; readonly clock?: Clock } = {},
): Promise<Ran> {
  using own = folder();
  let out = '';
  let err = '';
  const terminal: Terminal = {
    env,
    cwd: cwd ?? own.path,
    interrupted: new AbortController().signal,
    writeOut: (text) => {
      out += text;
      return ok(undefined);
    },
    writeError: (text) => {
      err += text;
    },
  };
  try {
    const exit = await backfill(args, terminal, clock);
    return { exit, out, err, cwd: terminal.cwd };
  } catch (error) {
    if (!(error instanceof EarlyExit)) throw error;
    return { exit: error.ending === 'done' ? 0 : 2, out, err: err + error.message, cwd: terminal.cwd };
  }
}

/** A store that runs until the test is over. */
export async function storeFor(settings?: StoreSettings): Promise<Store> {
  const store = await startStore(settings);
  onTestFinished(() => store.close());
  return store;
}
