import { resolve } from 'node:path';
import { EarlyExit } from '../../../early-exit.ts';
import { inClusterServer } from '../../../live/in-cluster.ts';
import type { Terminal } from '../../../pack.ts';
import { configMapName, configMapState } from './config-map-state.ts';
import { type BackfillOptions, latestEnd } from './options.ts';
import type { ProductName } from './products.ts';
import {
  differences,
  emptyState,
  fileState,
  type Identity,
  type SavedState,
  type StateStore,
  sameIdentity,
} from './state.ts';

const identityOf = ({ reader, writer, selector, drop }: BackfillOptions): Identity => ({
  reader: `${reader.url.origin}${reader.url.pathname}`,
  writer: `${writer.url.origin}${writer.url.pathname}`,
  selector,
  drop: [...drop].sort(),
  tenants: [reader, writer].map(({ headers }) => headers['x-scope-orgid'] ?? headers['thanos-tenant'] ?? ''),
});

/** Where `--state` says. @throws EarlyExit where there is no cluster around */
export function stateStoreOf(
  { state, shard }: BackfillOptions,
  { cwd, env, interrupted }: Terminal,
): StateStore {
  const name = configMapName(state);
  if (name === undefined) return fileState(resolve(cwd, state));
  const server = inClusterServer({ env, stopping: interrupted });
  if (server === undefined)
    throw new EarlyExit(
      `phasegate: --state configmap/${name} works in a pod, with its service account; elsewhere give a file`,
    );
  return configMapState(server, name, shard);
}

/** What an earlier run left, or the state of a new one. @throws EarlyExit where the state is another migration's */
export async function openState(
  store: StateStore,
  options: BackfillOptions,
  product: ProductName,
  now: number,
): Promise<{ state: SavedState; isNew: boolean }> {
  const loaded = await store.load();
  if (!loaded.ok) throw new EarlyExit(`phasegate: ${loaded.error}`);
  const identity = identityOf(options);
  const saved = loaded.value;
  if (saved === undefined) {
    const fresh = emptyState({
      name: options.name,
      identity,
      product,
      start: options.start,
      end: options.end ?? latestEnd(now),
    });
    const isCopied = options.mode === 'verify-only';
    return {
      state: isCopied ? { ...fresh, copied: [[fresh.start, fresh.end]], copiedAt: now } : fresh,
      isNew: true,
    };
  }
  if (!sameIdentity(saved.identity, identity))
    throw new EarlyExit(
      `phasegate: ${store.title} is of another migration (${differences(saved.identity, identity).join('; ')}); pass --state or --name for this one`,
    );
  // Without --end the range of the first run stays, so that running again ends where it would have ended.
  return {
    state: { ...saved, start: Math.min(saved.start, options.start), end: options.end ?? saved.end },
    isNew: false,
  };
}
