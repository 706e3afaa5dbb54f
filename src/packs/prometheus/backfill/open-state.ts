import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { EarlyExit } from '../../../early-exit.ts';
import { inClusterServer } from '../../../live/in-cluster.ts';
import type { Terminal } from '../../../pack.ts';
import { configMapName, configMapState } from './config-map-state.ts';
import { differences, identityOf } from './identity.ts';
import { type BackfillOptions, latestEnd } from './options.ts';
import { PRODUCTS, type ProductName } from './products.ts';
import { type Range, rangeText } from './ranges.ts';
import {
  covers,
  emptyState,
  fileState,
  followed,
  provenIn,
  type SavedState,
  type StateStore,
} from './state.ts';
import { lockState, ownedBy } from './state-lock.ts';

/** Where `--state` says. @throws EarlyExit where there is no cluster around */
export function stateStoreOf(
  { state, shard }: BackfillOptions,
  { cwd, env, interrupted }: Terminal,
): StateStore {
  const name = configMapName(state);
  if (name === undefined) return fileState(followed(resolve(cwd, state)));
  const server = inClusterServer({ env, stopping: interrupted });
  if (server === undefined)
    throw new EarlyExit(
      `phasegate: --state configmap/${name} works in a pod, with its service account; elsewhere give a file`,
    );
  return configMapState(server, name, shard);
}

/**
 * The same for a run that writes: no other run uses it as long as this one lives, and where another machine cannot be told
 * to be alive, the later run wins.
 * @returns the store, and what gives it back
 * @throws EarlyExit where another run uses it
 */
export function ownState(
  options: BackfillOptions,
  terminal: Terminal,
): { readonly store: StateStore; readonly release: () => void } {
  const store = stateStoreOf(options, terminal);
  const run = randomUUID();
  const release =
    configMapName(options.state) === undefined
      ? lockState(followed(resolve(terminal.cwd, options.state)), run)
      : () => undefined;
  return { store: ownedBy(run, store), release };
}

/** What a run begins with. */
export interface Opened {
  /** Of everything that was asked for so far. */
  readonly state: SavedState;
  /** What this run is asked for, and its outcome is about. */
  readonly range: Range;
}

/** What an earlier run left, or the state of a new one. @throws EarlyExit where the state is of something else */
export async function openState(
  store: Pick<StateStore, 'load' | 'title'>,
  options: BackfillOptions,
  product: ProductName,
  now: number,
): Promise<Opened> {
  const loaded = await store.load();
  if (!loaded.ok) throw new EarlyExit(`phasegate: ${loaded.error}`);
  const identity = identityOf(options);
  const saved = loaded.value;
  if (saved === undefined) {
    const range: Range = [options.start, options.end ?? latestEnd(now)];
    const fresh = emptyState({ name: options.name, identity, product, start: range[0], end: range[1] });
    return { state: fresh, range };
  }
  const other = differences(saved.identity, identity);
  if (other.length > 0)
    throw new EarlyExit(
      `phasegate: ${store.title} is of another migration (${other.join('; ')}); pass --state or --name for this one`,
    );
  const range: Range = [startOf(options, saved), endOf(options, saved, now)];
  if (range[0] > saved.end || range[1] < saved.start)
    throw new EarlyExit(
      `phasegate: ${store.title} is of ${rangeText([saved.start, saved.end])}; pass --state or --name for this range, ${rangeText(range)}`,
    );
  const state = {
    ...saved,
    // By a clock that was ahead, a run would wait until that time comes.
    ...(saved.copiedAt !== undefined && { copiedAt: Math.min(saved.copiedAt, now) }),
    identity,
    start: Math.min(saved.start, range[0]),
    end: Math.max(saved.end, range[1]),
  };
  return { state, range };
}

/** A start that moves with the clock does not leave out what the same words meant before. */
function startOf({ start, isStartRelative, mode }: BackfillOptions, saved: SavedState): number {
  const keeps = isStartRelative && start < saved.end && (mode === 'verify-only' || !isFinished(saved));
  return keeps ? Math.min(start, saved.start) : start;
}

/**
 * Without --end a run that goes on ends where the first one would have ended, and one after a finished one takes what came
 * since. --verify-only copies nothing, so nothing came since.
 */
function endOf({ start, end, mode }: BackfillOptions, saved: SavedState, now: number): number {
  if (end !== undefined) return end;
  return start < saved.end && (mode === 'verify-only' || !isFinished(saved)) ? saved.end : latestEnd(now);
}

/** Whether all of it is copied, and proven where that is possible. */
function isFinished(saved: SavedState): boolean {
  const whole: Range = [saved.start, saved.end];
  const isReadBack = PRODUCTS[saved.product].readBack !== 'none';
  return covers(saved.copied, whole) && (!isReadBack || covers(provenIn(saved), whole));
}
