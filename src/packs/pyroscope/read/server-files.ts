import { lazyByObject } from '../../../lazy.ts';
import { type Known, type Path, type Place, sure, type Tree } from '../../../pack.ts';
import { shownPath } from '../../../rules/settings.ts';
import { type ConfigValue, configValueOf } from '../facts/value-checks.ts';
import { IN_A_TEMPLATE } from './config-values.ts';
import type { PyroscopeComponent, PyroscopeState } from './facts.ts';

/** A file that the server reads: its configuration, or the overrides of one tenant. */
export interface ServerFile {
  readonly tree: Tree;
  /** Where it stands in the configuration: a tenant overrides the limits. */
  readonly top: readonly string[];
  /** A path in the file, for a message. */
  readonly shown: (path: Path) => string;
}

/** All that the servers of a release read, the same for all of them. */
export function filesOf({ components: [first] }: PyroscopeState): readonly ServerFile[] {
  if (!first) return [];
  const { config, overrides } = first;
  const tenants = overrides?.type('overrides') === 'map' ? overrides.keys('overrides') : [];
  const ofTenants = tenants.flatMap((tenant) =>
    overrides
      ? {
          tree: overrides.below('overrides', tenant),
          top: ['limits'],
          shown: (path: Path) => shownPath(['overrides', tenant, ...path]),
        }
      : [],
  );
  return [
    ...(config ? [{ tree: config, top: [], shown: (path: Path) => path.join('.') }] : []),
    ...ofTenants,
  ];
}

/** Whether what a component is configured with is not seen: a stream may hold a part of a release, without its ConfigMap. */
export const hidesConfig = ({ readFrom }: PyroscopeState, { config }: PyroscopeComponent): boolean =>
  readFrom === 'manifests' && config?.type() === undefined;

/** Where somebody wrote a key that is surely there, whatever the templates come to. */
export function placeOf(config: Tree, path: Path): Place | undefined {
  const value = config.at(...path);
  if (value && !value.sure && value.why === IN_A_TEMPLATE) return undefined;
  const place = config.place(...path);
  return place.in === 'values' && place.node === undefined ? undefined : place;
}

/** What somebody wrote at a place of the values. */
export const nodeOf = (place: Place | undefined) => (place?.in === 'values' ? place.node : undefined);

/**
 * Every place of a key of the configuration: where structuredConfig has one that `pyroscope.config` has as well, the server
 * refuses either.
 * @param place the one that is in force
 */
export function everyPlaceOf({ configText }: PyroscopeState, path: Path, place: Place): readonly Place[] {
  const below = configText?.place(...path);
  const node = nodeOf(below);
  if (below === undefined || node === undefined) return [place];
  return areOne(below, place) ? [below] : [place, below];
}

/** Whether two places are the same stretch of a file. */
export function areOne(one: Place | undefined, other: Place | undefined): boolean {
  const [a, b] = [nodeOf(one)?.origin, nodeOf(other)?.origin];
  if (a?.kind !== 'file' || b?.kind !== 'file') return a !== undefined && a === b;
  return a.file === b.file && a.start === b.start && a.end === b.end;
}

/** Texts that something fills in before the server reads them: envsubst, Helm, Kubernetes, SOPS, vals. */
export const FILLED_IN = /\$[({\w]|\{\{|^ENC\[|^ref\+|^<.*>$|^%.*%$/;

/** Texts that YAML may read as a number, a boolean or null, but for decimal numbers: how they are quoted is not seen. */
const AMBIGUOUS =
  /^(?:[-+]?\.?\d[\d_.,:]*(?:e[-+]?\d+)?|[-+]?0[xob][\da-f_]+|[-+]?\.(?:inf|nan)|true|false|null|~)$/i;
const DECIMAL = /^(?:-?\d+(?:\.\d+)?|true|false)$/;

/**
 * What a file of the servers holds at a path, for a check of its type.
 * @returns undefined where nobody wrote it, something fills it in later, or its type is not known
 */
export function valueIn(tree: Tree, path: Path, place: Place): ConfigValue | undefined {
  const node = nodeOf(place);
  if (node !== undefined || place.in === 'values') {
    const value = node && configValueOf(node);
    return value === undefined || FILLED_IN.test(value.text) ? undefined : value;
  }
  const type = tree.type(...path);
  if (type === undefined || type === 'map' || type === 'list' || type === 'null')
    return type && { type, text: '' };
  const text = sure(tree.at(...path));
  if (text === undefined || FILLED_IN.test(text)) return undefined;
  const isUnclear = type === 'text' && AMBIGUOUS.test(text) && !DECIMAL.test(text);
  return isUnclear ? undefined : { type, text };
}

/** A flag of the server and the key of its configuration. */
export interface ServerSetting {
  readonly flag: string;
  readonly config: readonly string[];
}

/** What is in force of a setting. */
interface Said {
  /** The name by which its author knows it. */
  readonly name: string;
  readonly text: string;
  /** Undefined where nobody says it. */
  readonly place?: Place;
}

/** What a component is told, by a flag or else by its configuration; undefined where that is not sure, or filled in later. */
export function saidTo(
  { flags, config }: PyroscopeComponent,
  { flag, config: path }: ServerSetting,
): Said | undefined {
  const given = flags[flag];
  if (given !== undefined) return saidAs(`-${flag}`, given);
  return config === undefined ? { name: path.join('.'), text: '' } : saidInConfig(config)(path);
}

/** Components share one configuration, which many checks are made of. */
const saidInConfig = lazyByObject((config: Tree) =>
  lazyByObject((path: readonly string[]): Said | undefined => {
    const name = path.join('.');
    if (path.some((_, depth) => config.type(...path.slice(0, depth)) === 'text')) return undefined;
    if (!config.has(...path) || config.type(...path) === 'null') return { name, text: '' };
    return saidAs(name, config.at(...path));
  }),
);

function saidAs(name: string, said: Known<string> | undefined): Said | undefined {
  const text = sure(said);
  if (said?.place === undefined || text === undefined || FILLED_IN.test(text)) return undefined;
  return { name, text, place: said.place };
}
