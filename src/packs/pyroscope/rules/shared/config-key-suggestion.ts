import { nearest } from '../../../../nearest.ts';
import { configKeysAt, configPlacesOf } from '../../facts/config.ts';
import type { PyroscopeValues } from '../../values/pyroscope-values.ts';
import type { UnknownConfigKey } from './unknown-config-keys.ts';

/** What somebody may have meant by a key that the server does not know. */
export interface Suggestion {
  /** The paths, for a message; empty where nothing is near. */
  readonly right: string;
  /** The right spelling, where the key differs from it in nothing but case, dashes and underscores. */
  readonly spelling?: string;
}

/** More places than these are no help to anybody. */
const MOST_PLACES = 2;

type Path = readonly string[];

const plain = (key: string): string => key.toLowerCase().replaceAll(/[-_]/g, '');

/** Of several places the one in a block that the configuration has, or that storage.backend names. */
function inUse(places: readonly Path[], { config }: PyroscopeValues): readonly Path[] {
  const backend = config.value('storage', 'backend');
  const named = backend?.kind === 'scalar' ? String(backend.value) : '';
  const used = places.filter(
    (place) => config.value(...place.slice(0, -1)) !== undefined || place.at(-2) === named,
  );
  return used.length > 0 ? used : places;
}

/** Where a key of that name belongs: in its own block or the blocks around it, the nearest first. */
function elsewhere({ path, server }: UnknownConfigKey, values: PyroscopeValues): readonly Path[] {
  const key = path.at(-1) ?? '';
  for (let length = path.length - 1; length >= 0; length -= 1) {
    const places = inUse(configPlacesOf(key, path.slice(0, length), server), values);
    if (places.length > 0) return places.length <= MOST_PLACES ? places : [];
  }
  return [];
}

export function suggestionFor(found: UnknownConfigKey, values: PyroscopeValues): Suggestion {
  const above = found.path.slice(0, -1);
  const key = found.path.at(-1) ?? '';
  const known = configKeysAt(above, found.server);
  const shown = (name: string): string => [...above, name].join('.');
  const spelling = known.find((one) => plain(one) === plain(key));
  if (spelling !== undefined) return { right: shown(spelling), spelling };
  const places = elsewhere(found, values);
  if (places.length > 0) return { right: places.map((place) => place.join('.')).join(' or ') };
  const near = nearest(key, known);
  return { right: near === undefined ? '' : shown(near) };
}
