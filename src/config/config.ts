import type { ReleaseOfPack } from '../release/intent.ts';
import { err, ok, type Result } from '../result.ts';

/** Settings that can apply to every release or to one; beside these, the settings of the packs by their names. */
export interface ReleaseSettings {
  readonly phase?: string;
  readonly chartVersion?: string;
  readonly serverVersion?: string;
  readonly correct?: readonly string[];
  readonly noCorrect?: readonly string[];
  readonly acceptLoss?: boolean;
  readonly acceptUnknownChart?: boolean;
}

interface ReleaseEntry extends ReleaseSettings {
  readonly name: string;
  readonly namespace?: string;
  readonly pack?: string;
}

type RuleSeverity = 'off' | 'info' | 'warning' | 'error';

/** Severity and options of rules by their names. */
export type RuleEntries = Readonly<
  Record<
    string,
    RuleSeverity | { readonly severity?: RuleSeverity; readonly options?: Readonly<Record<string, unknown>> }
  >
>;

export interface IgnoreEntry {
  readonly rule: string;
  readonly reason: string;
  readonly files?: readonly string[];
  readonly path?: string;
  readonly until?: string;
}

interface LintOverride {
  readonly files: readonly string[];
  readonly pack?: string;
  readonly chartVersion?: string;
  readonly rules?: RuleEntries;
}

/** Settings of phasegate lint. */
export interface LintConfig {
  readonly pack?: string;
  readonly failOn?: 'error' | 'warning' | 'never';
  readonly baseline?: string;
  readonly schema?: string;
  readonly rules?: RuleEntries;
  readonly ignores?: readonly IgnoreEntry[];
  readonly overrides?: readonly LintOverride[];
  /** Values files that Helm is given together, lowest first. */
  readonly layers?: readonly (readonly string[])[];
}

/** The gate of render: whom it asks, and for what. */
interface GateConfig {
  readonly enabled?: boolean;
  readonly namespace?: string;
  readonly kubeContext?: string;
  readonly kubeconfig?: string;
  readonly minSoak?: string;
  readonly firstInstall?: boolean;
  readonly timeout?: string;
  readonly url?: string;
  readonly tenant?: string;
}

/** A phasegate.yaml, as schemas/config.schema.json describes it. */
export interface Config extends ReleaseSettings {
  readonly mode?: string;
  readonly strict?: boolean;
  readonly requireMatch?: boolean;
  readonly allowNoMatch?: boolean;
  readonly guard?: boolean;
  readonly report?: string;
  readonly releases?: readonly ReleaseEntry[];
  readonly lint?: LintConfig;
  readonly gate?: GateConfig;
  /** Names or paths of packs to load. */
  readonly packs?: readonly string[];
}

/** A config together with the file it was read from, as it is shown. */
export interface LoadedConfig {
  /** As it is shown: relative to the working directory where it lies below. */
  readonly file: string;
  /** The folder that paths in the config are relative to. */
  readonly folder: string;
  readonly config: Config;
  /** `line:column` of the value at a path, counted from 1. */
  readonly placeOf: (path: readonly (string | number)[]) => string;
}

/** A setting and where in the config it stands, as `file:line:column`. */
interface ConfiguredValue {
  readonly value: unknown;
  readonly place: string;
}

/** By key. */
export type ReleaseConfig = ReadonlyMap<string, ConfiguredValue>;

type Entries = Readonly<Record<string, unknown>>;

/** Whether an entry is for a release. */
export const isFor = (entry: ReleaseEntry, release: ReleaseOfPack): boolean =>
  entry.name === release.name &&
  (entry.namespace === undefined || entry.namespace === release.namespace) &&
  (entry.pack === undefined || entry.pack === release.pack);

function valuesFor(
  { file, config, placeOf }: LoadedConfig,
  release: ReleaseOfPack,
  key: string,
): ConfiguredValue[] {
  return (config.releases ?? []).flatMap((entry, index) => {
    const value = (entry as unknown as Entries)[key];
    if (!isFor(entry, release) || value === undefined) return [];
    return [{ value, place: `${file}:${placeOf(['releases', index, key])}` }];
  });
}

function generalValue({ file, config, placeOf }: LoadedConfig, key: string): ConfiguredValue | undefined {
  const value = (config as unknown as Entries)[key];
  return value === undefined ? undefined : { value, place: `${file}:${placeOf([key])}` };
}

function disagreement(
  key: string,
  one: ConfiguredValue,
  other: ConfiguredValue,
  release: ReleaseOfPack,
): string {
  return [
    `${other.place}: error: ${key} is ${JSON.stringify(other.value)} here and ${JSON.stringify(one.value)} at ${one.place}, both for release ${release.name}`,
    '  why: two entries match the release, and it is unclear which one is meant',
    '  do:  keep one, or give each a namespace',
  ].join('\n');
}

/**
 * What a config says about one release: its entries over the general settings.
 * @param keys those to look for
 * @returns the message for exit code 2 where two entries disagree
 */
export function settingsForRelease(
  loaded: LoadedConfig,
  release: ReleaseOfPack,
  keys: readonly string[],
): Result<ReleaseConfig, string> {
  const found = new Map<string, ConfiguredValue>();
  for (const key of keys) {
    const values = valuesFor(loaded, release, key);
    const odd = values.find(({ value }) => JSON.stringify(value) !== JSON.stringify(values[0]?.value));
    if (odd) return err(disagreement(key, values[0] ?? odd, odd, release));
    const value = values[0] ?? generalValue(loaded, key);
    if (value) found.set(key, value);
  }
  return ok(found);
}
