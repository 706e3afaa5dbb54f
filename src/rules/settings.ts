import { type Known, known, type Path, type Setting, sure } from '../pack.ts';
import { redactLine } from '../redaction.ts';
import type { Component, Place, Reading, Tree } from './case.ts';

/** What a component is told, strongest first: its flag, its configuration, the server's default. */
function sayings(
  { flag, values, default: byDefault }: Setting,
  component: Component,
  configured: Known<string> | undefined,
): readonly Known<string>[] {
  const flagged = flag === undefined ? undefined : component.flags[flag];
  const said: Known<string>[] = [];
  if (flagged) said.push(flagged);
  if (configured) said.push(configured);
  const fallback = typeof byDefault === 'function' ? ofServer(byDefault, component) : byDefault;
  if (fallback !== undefined) {
    const place = component.values && values && placeOfDefault(values, component.name);
    said.push(known(fallback, 'default', place));
  }
  return said;
}

type PlacesInValues = NonNullable<Setting['values']>;

const places = new WeakMap<PlacesInValues, Map<string, Place | undefined>>();

/** Where a person would write what nobody wrote; manifests have no such place. */
function placeOfDefault(values: PlacesInValues, component: string): Place | undefined {
  const known = places.get(values) ?? new Map<string, Place | undefined>();
  places.set(values, known);
  if (!known.has(component)) {
    const [path] = values(component);
    known.set(component, path && { in: 'values', path, on: 'value' });
  }
  return known.get(component);
}

function ofServer(
  byDefault: Exclude<Setting['default'], string | undefined>,
  { server, name }: Component,
): string | undefined {
  const version = sure(server);
  return version === undefined ? undefined : byDefault(version, name);
}

const TENANTS = 'overrides';
const NOTHING: readonly Known<string>[] = [];

/** What a file of the server's says: its reader leaves a default as it is where the file has null. */
const saidIn = (tree: Tree | undefined, path: Path): Known<string> | undefined =>
  tree?.type(...path) === 'null' ? undefined : tree?.at(...path);

/** What single tenants are told: the server's overrides beat flags and configuration. */
function tenantReadings(
  { override }: Setting,
  component: Component,
  rest: readonly Known<string>[],
): Reading[] {
  const { overrides } = component;
  if (override === undefined || overrides === undefined) return [];
  return overrides.keys(TENANTS).flatMap((tenant) => {
    const own = saidIn(overrides, [TENANTS, tenant, ...override]);
    return own ? [{ ...own, component, tenant: String(tenant), overruled: rest }] : [];
  });
}

/**
 * A setting for each component that takes it, and for each tenant with its own. A component that nobody tells anything
 * has no reading, unless the server's default is known.
 */
export function readingsOf(setting: Setting, components: readonly Component[]): readonly Reading[] {
  const takers = components.filter(({ name }) => setting.components?.includes(name) ?? true);
  // Components mostly share one configuration: it is asked once.
  const configured = new Map<Tree | undefined, Known<string> | undefined>();
  const inConfig = ({ config }: Component): Known<string> | undefined => {
    if (setting.config === undefined) return undefined;
    if (!configured.has(config)) configured.set(config, saidIn(config, setting.config));
    return configured.get(config);
  };
  const readings: Reading[] = [];
  for (const component of takers) {
    const all = sayings(setting, component, inConfig(component));
    const [inForce] = all;
    if (inForce !== undefined)
      readings.push({ ...inForce, component, overruled: all.length === 1 ? NOTHING : all.slice(1) });
    if (setting.override !== undefined) readings.push(...tenantReadings(setting, component, all));
  }
  return readings;
}

/** The `setting` of a state, over a pack's table; each setting is read once. */
export function settingReader(
  table: readonly Setting[],
  components: readonly Component[],
): (name: string) => readonly Reading[] {
  const read = new Map<string, readonly Reading[]>();
  return (name) => {
    const before = read.get(name);
    if (before) return before;
    const setting = table.find((one) => one.name === name);
    if (setting === undefined) throw new Error(`the pack has no setting ${name}`);
    const readings = readingsOf(setting, components);
    read.set(name, readings);
    return readings;
  };
}

/** For servers that say all of what they run with: what they do not say is not known. */
export const withoutDefaults = (table: readonly Setting[]): readonly Setting[] =>
  table.map(({ default: _, ...row }) => row);

/** Filled in where the server starts: by Kubernetes, or by the server from its environment. */
const FILLED_IN_AT_START = /\$[({]/;

/** Whether two texts are surely not the same; a server shows no credentials, so those count as the same. */
export function surelyDiffer(one: Known<string> | undefined, other: Known<string> | undefined): boolean {
  const [first, second] = [sure(one), sure(other)];
  if (first === undefined || second === undefined) return false;
  if (FILLED_IN_AT_START.test(first) || FILLED_IN_AT_START.test(second)) return false;
  return redactLine(first) !== redactLine(second);
}

/** A path as messages show it: `pyroscope.extraArgs."storage.backend"`. */
export const shownPath = (path: Path): string =>
  path.map((key) => (String(key).includes('.') ? `"${key}"` : key)).join('.');
