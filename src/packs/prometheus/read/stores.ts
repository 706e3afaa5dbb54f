import { type Known, known, likely, type Path, type Stores, sure, unsure, when } from '../../../pack.ts';
import { PHASE_FACTS } from '../facts/phases.ts';
import { LOCAL } from '../facts/settings.ts';
import { destinationAmong, oldAmong, queryOf, storeOf } from './entries.ts';
import type { PrometheusServer, PrometheusState, RemoteWrite } from './facts.ts';
import { tenantOf } from './tenant.ts';

type Parts = Record<string, Known<string>>;

/** What tells one store from another: its address and query without credentials, and the tenant. */
const partsOf = (entry: RemoteWrite): Parts => ({
  ...(entry.url && { url: when(entry.url, storeOf), query: when(entry.url, queryOf) }),
  tenant: tenantOf(entry) ?? known('', 'default'),
});

const POD: Path = ['spec', 'template', 'spec'];
const CLAIM_EACH = 'a claim for each replica';
const EMPTY_DIR = 'emptyDir';

/** The volume of the TSDB, which a server does not say: off its manifest. */
function volumeOf({ resource, object }: PrometheusServer): Known<string> | undefined {
  if (resource) {
    const hasClaim = resource.has('storage', 'volumeClaimTemplate');
    return known(hasClaim ? CLAIM_EACH : EMPTY_DIR, 'chart', resource.place('storage'));
  }
  if (object === undefined) return undefined;
  if (object.has('spec', 'volumeClaimTemplates', 0))
    return known(CLAIM_EACH, 'chart', object.place('spec', 'volumeClaimTemplates'));
  const at = object
    .keys(...POD, 'volumes')
    .find((index) => likely(object.at(...POD, 'volumes', index, 'name')) === 'storage-volume');
  if (at === undefined) return undefined;
  const claim = object.at(...POD, 'volumes', at, 'persistentVolumeClaim', 'claimName');
  return claim
    ? when(claim, (name) => `claim ${name}`)
    : known(EMPTY_DIR, 'chart', object.place(...POD, 'volumes', at));
}

/** The storage of the Prometheus itself. */
function localParts(server: PrometheusServer): Parts {
  const directory = server.flags['storage.tsdb.path'];
  const volume = volumeOf(server);
  return { ...(directory && { directory }), ...(volume && { volume }) };
}

/** Which entry is the old store, where several are left and nobody named one. */
const SEVERAL = unsure<string>('several entries of remote_write may be the old store, and none is named');

function oldParts(server: PrometheusServer, meant: PrometheusState['meant']): Parts {
  if (meant.old === LOCAL) return localParts(server);
  const [first, ...others] = oldAmong(server.entries, meant);
  if (first === undefined) return {};
  return others.length > 0 ? { url: SEVERAL } : partsOf(first);
}

/** What all servers of a release say of a store; not sure where two of them differ. */
function agreed(said: readonly Parts[]): Parts {
  const [first = {}, ...others] = said;
  return Object.fromEntries(
    Object.entries(first).map(([part, value]) => {
      const other = others.find((one) => likely(one[part]) !== likely(value));
      const differs = other && `one Prometheus says ${likely(value)}, another ${likely(other[part])}`;
      return [part, differs === undefined ? value : unsure<string>(differs, value.place)];
    }),
  );
}

/** Where the old and the new store are, as far as the phase has them. */
export function storesOf({
  components,
  meant,
  phase,
}: Pick<PrometheusState, 'components' | 'meant' | 'phase'>): Stores {
  const writes = PHASE_FACTS.find(({ id }) => id === sure(phase))?.writes ?? [];
  const destinations = components.flatMap(({ entries }) => destinationAmong(entries, meant) ?? []);
  return {
    ...(writes.includes('old') && { old: agreed(components.map((one) => oldParts(one, meant))) }),
    ...(writes.includes('new') && { new: agreed(destinations.map(partsOf)) }),
  };
}
