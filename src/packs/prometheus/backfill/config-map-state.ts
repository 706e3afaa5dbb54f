import type { InClusterServer } from '../../../live/in-cluster.ts';
import { err, ok } from '../../../result.ts';
import { NotKept, parseState, type StateStore } from './state.ts';

/** One ConfigMap holds at most 1 MiB; a shard's state is told to be too long far below that. */
const MOST_BYTES = 100_000;

const CONFIG_MAP = /^configmap\/([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)$/;

/** The ConfigMap that `--state` names; undefined where it names a file. */
export const configMapName = (state: string): string | undefined => CONFIG_MAP.exec(state)?.[1];

/** The key that one shard's state has: each pod writes its own, so that none overwrites another's. */
export const stateKey = (shard: number | undefined): string =>
  shard === undefined ? 'state.json' : `shard-${shard}.json`;

/** State in a key of a ConfigMap, which has to exist. */
export function configMapState(server: InClusterServer, name: string, shard: number | undefined): StateStore {
  const path = `/api/v1/namespaces/${server.namespace}/configmaps/${name}`;
  const key = stateKey(shard);
  return {
    title: `key ${key} of configmap/${name}`,
    async load() {
      const read = await server.get(path);
      if (!read.ok) return err(`${read.error.what} ${read.error.remedy}`);
      if (read.value === undefined)
        return err(
          `configmap/${name} does not exist in namespace ${server.namespace}; create it: kubectl create configmap ${name} -n ${server.namespace}`,
        );
      const { data = {} } = read.value as { data?: Readonly<Record<string, string>> };
      const text = data[key];
      if (text === undefined) return ok(undefined);
      const state = parseState(text);
      return state.ok ? state : err(`configmap/${name}: key ${key}: ${state.error}`);
    },
    async save(state) {
      const text = JSON.stringify(state);
      if (text.length > MOST_BYTES)
        throw new NotKept(
          `the state cannot be kept: it has ${text.length} bytes, too many for a ConfigMap; cut the range into more shards`,
        );
      const written = await server.patch(path, { data: { [key]: text } });
      if (!written.ok)
        throw new NotKept(`the state cannot be kept: ${written.error.what} ${written.error.remedy}`);
    },
  };
}
