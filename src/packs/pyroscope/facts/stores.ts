import { posix } from 'node:path';
import { type Known, known, likely, type Reading, type Stores, sure, unsure, when } from '../../../pack.ts';
import type { PyroscopeState } from '../read/facts.ts';
import { ALL, METASTORES, writerOf } from './components.ts';
import { hasStore, type PyroscopeStore } from './phases.ts';

type Readings = Pick<PyroscopeState, 'components' | 'setting' | 'layout' | 'phase' | 'readFrom'>;

const BUCKETS: Readonly<Record<string, string>> = {
  s3: 's3Bucket',
  gcs: 'gcsBucket',
  azure: 'azureContainer',
  swift: 'swiftContainer',
  cos: 'cosBucket',
};

/** A server's working directory is the root. */
const asDirectory = (text: string): string => (text.includes('$') ? text : posix.resolve('/', text));

/**
 * What is said for the store as a whole: the reading of the component that writes it. Of running servers all must say the
 * same: one that was not restarted reads or compacts elsewhere.
 */
function reading(of: Readings, name: string, component: string): Known<string> | undefined {
  const all = of.setting(name).filter(({ tenant }) => tenant === undefined);
  const found = all.find((one) => one.component.name === component) ?? all[0];
  if (found === undefined) return undefined;
  const other = of.readFrom === 'server' && all.find((one) => !one.sure || likely(one) !== likely(found));
  if (other) {
    const says = (one: Reading): string => `${one.component.name} says ${likely(one) || 'nothing'}`;
    return unsure(other.sure ? `${says(found)}, ${says(other)}` : other.why, other.place);
  }
  const { component: _component, overruled: _overruled, tenant: _tenant, ...value } = found;
  return value as Known<string>;
}

/** Backend, bucket, prefix and directory, as a component has them; what nobody says is the server's default. */
function blocks(of: Readings, component: string): Record<string, Known<string>> {
  const said = reading(of, 'storageBackend', component) ?? known('filesystem', 'default');
  // Without a backend a 1.x server keeps blocks where the filesystem backend of dual looks for them (audit C11).
  const backend = when(said, (name) => name || 'filesystem');
  const name = sure(backend);
  const bucketSetting = BUCKETS[name ?? ''];
  const bucket = bucketSetting === undefined ? undefined : reading(of, bucketSetting, component);
  const account = reading(of, 'azureAccount', component);
  const prefix = reading(of, 'storagePrefix', component) ?? known('', 'default');
  const directory = name === 'filesystem' ? reading(of, 'filesystemDirectory', component) : undefined;
  return {
    backend,
    ...(bucket && { bucket }),
    ...(name === 'azure' && account && { account }),
    ...(directory &&
      likely(directory) !== undefined &&
      directory.by !== 'default' && { directory: when(directory, asDirectory) }),
    prefix: (likely(prefix) ? prefix : reading(of, 'formerStoragePrefix', component)) ?? prefix,
  };
}

/** What decides whether v1 and v2 still find what was written before. */
export function storesOf(of: Readings): Stores {
  const isOn = (store: PyroscopeStore): boolean => hasStore(sure(of.phase), store);
  const isSingle = sure(of.layout) === 'single-binary';
  const blocksIn = (store: PyroscopeStore) => blocks(of, isSingle ? ALL : writerOf(store));
  const layout = when(of.layout, (value) => (value === 'single-binary' ? value : 'components'));
  return {
    ...(isOn('v1') && { v1: { layout, ...blocksIn('v1') } }),
    ...(isOn('v2') && { v2: { layout, ...blocksIn('v2'), ...index(of) } }),
  };
}

/** Where the metastore keeps the index of v2. */
function index(of: Readings): Record<string, Known<string>> {
  const metastore = of.components.find(({ name }) => METASTORES.includes(name));
  const directory = reading(of, 'raftDirectory', metastore?.name ?? '');
  return {
    ...(directory && directory.by !== 'default' && { index: when(directory, asDirectory) }),
  };
}
