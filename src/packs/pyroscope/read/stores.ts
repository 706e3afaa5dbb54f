import { posix } from 'node:path';
import { type Known, known, likely, type Reading, type Stores, sure, unsure, when } from '../../../pack.ts';
import { ALL, METASTORES, writerOf } from '../facts/components.ts';
import { hasStore, type PyroscopeStore } from '../facts/phases.ts';
import type { PyroscopeComponent, PyroscopeState } from './facts.ts';
import { absolute, isOpen, mountOf } from './volumes.ts';

type Readings = Pick<PyroscopeState, 'components' | 'setting' | 'layout' | 'phase' | 'readFrom'>;

const BUCKETS: Readonly<Record<string, string>> = {
  s3: 's3Bucket',
  gcs: 'gcsBucket',
  azure: 'azureContainer',
  swift: 'swiftContainer',
  cos: 'cosBucket',
};

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

/**
 * Where a directory really is: charts mount the same place of a volume under several paths (audit A2).
 * @param component of running servers: as it is installed
 */
function placeOf(component: PyroscopeComponent | undefined, directory: string): string {
  if (component === undefined || isOpen(directory)) return directory;
  const path = absolute(directory);
  const mount = mountOf(component, directory);
  const [top, below] = [likely(mount?.path), likely(mount?.subPath) ?? ''];
  if (mount === undefined || top === undefined) return `${path}, on no volume`;
  const within = posix.relative(posix.join('/', top), path);
  return `${posix.join('/', below, within).slice(1) || 'the top'} of volume ${mount.volume}`;
}

/** Which volume data is kept on; a server does not say it. */
function volumeOf(component: PyroscopeComponent | undefined): Known<string> | undefined {
  if (component === undefined) return undefined;
  return when(component.data, ({ kind, claim }) => (claim === undefined ? kind : `${kind} ${claim}`));
}

type Parts = Record<string, Known<string>>;

/** Backend, bucket, prefix and directory, as a component has them; what nobody says is the server's default. */
function blocks(of: Readings, name: string): Parts {
  const component = of.components.find((one) => one.name === name);
  const said = reading(of, 'storageBackend', name) ?? known('filesystem', 'default');
  // Without a backend a 1.x server keeps blocks where the filesystem backend of dual looks for them (audit C11).
  const backend = when(said, (text) => text || 'filesystem');
  const kind = sure(backend);
  const bucketSetting = BUCKETS[kind ?? ''];
  const bucket = bucketSetting === undefined ? undefined : reading(of, bucketSetting, name);
  const account = kind === 'azure' ? reading(of, 'azureAccount', name) : undefined;
  const prefix = reading(of, 'storagePrefix', name) ?? known('', 'default');
  const directory = kind === 'filesystem' ? reading(of, 'filesystemDirectory', name) : undefined;
  return {
    backend,
    ...(bucket && { bucket }),
    ...(account && { account }),
    ...(directory && { directory: when(directory, (text) => placeOf(component, text)) }),
    prefix: (likely(prefix) ? prefix : reading(of, 'formerStoragePrefix', name)) ?? prefix,
  };
}

/** What both stores share: who is whose data, and which servers find each other. */
function common(of: Readings): Parts {
  const tenancy = reading(of, 'multitenancy', ALL);
  const label = reading(of, 'clusterLabel', ALL);
  return {
    ...(tenancy && { tenancy: when(tenancy, (text) => (text === 'true' ? 'by tenant' : 'one for all')) }),
    ...(label && { label }),
  };
}

/** Where the metastore keeps the index of v2. */
function index(of: Readings): Parts {
  const metastore = of.components.find(({ name }) => METASTORES.includes(name));
  const directory = reading(of, 'raftDirectory', metastore?.name ?? '');
  const volume = volumeOf(metastore);
  return {
    ...(directory && { index: when(directory, (text) => placeOf(metastore, text)) }),
    ...(volume && { volume }),
  };
}

/**
 * What decides whether v1 and v2 still find what was written before. Where no component writes v2, there is none, whatever
 * the flags say (audit A8).
 */
export function storesOf(of: Readings): Stores {
  const isOn = (store: PyroscopeStore): boolean => hasStore(sure(of.phase), store);
  const isSingle = sure(of.layout) === 'single-binary';
  const writer = (store: PyroscopeStore): string => (isSingle ? ALL : writerOf(store));
  const hasWriter = (store: PyroscopeStore): boolean =>
    of.components.some(({ name }) => name === writer(store));
  const layout = when(of.layout, (value) => (value === 'single-binary' ? value : 'components'));
  const parts = (store: PyroscopeStore): Parts => ({ layout, ...common(of), ...blocks(of, writer(store)) });
  return {
    ...(isOn('v1') && { v1: parts('v1') }),
    ...(isOn('v2') && hasWriter('v2') && { v2: { ...parts('v2'), ...index(of) } }),
  };
}
