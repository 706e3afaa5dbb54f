import type { ReleaseName } from '../phase/pack.ts';
import { err, ok, type Result } from '../result.ts';
import type { LoadedConfig, ReleaseEntry, ReleaseSettings } from './config.ts';

/** A setting and where in the config it stands, as `file:line:column`. */
export interface ConfiguredValue {
  readonly value: unknown;
  readonly place: string;
}

export type ReleaseConfig = ReadonlyMap<keyof ReleaseSettings, ConfiguredValue>;

const KEYS: readonly (keyof ReleaseSettings)[] = [
  'phase',
  'ingesterWeight',
  'segmentWriterWeight',
  'queryBackendFrom',
  'chartVersion',
  'serverVersion',
  'correct',
  'noCorrect',
  'acceptLoss',
];

const fits = (entry: ReleaseEntry, release: ReleaseName): boolean =>
  entry.name === release.name && (entry.namespace === undefined || entry.namespace === release.namespace);

function valuesFor(
  { file, config, placeOf }: LoadedConfig,
  release: ReleaseName,
  key: keyof ReleaseSettings,
): ConfiguredValue[] {
  return (config.releases ?? []).flatMap((entry, index) => {
    if (!fits(entry, release) || entry[key] === undefined) return [];
    return [{ value: entry[key] as unknown, place: `${file}:${placeOf(['releases', index, key])}` }];
  });
}

function generalValue(
  { file, config, placeOf }: LoadedConfig,
  key: keyof ReleaseSettings,
): ConfiguredValue | undefined {
  return config[key] === undefined ? undefined : { value: config[key], place: `${file}:${placeOf([key])}` };
}

function disagreement(
  key: string,
  one: ConfiguredValue,
  other: ConfiguredValue,
  release: ReleaseName,
): string {
  return [
    `${other.place}: error: ${key} is ${JSON.stringify(other.value)} here and ${JSON.stringify(one.value)} at ${one.place}, both for release ${release.name}`,
    '  why: two entries fit the release, and which one is meant cannot be told',
    '  do:  keep one, or give each its namespace',
  ].join('\n');
}

/**
 * What a config says about one release: its entries over the general settings.
 * @returns the message for exit code 2 where two entries disagree
 */
export function settingsForRelease(
  loaded: LoadedConfig,
  release: ReleaseName,
): Result<ReleaseConfig, string> {
  const found = new Map<keyof ReleaseSettings, ConfiguredValue>();
  for (const key of KEYS) {
    const values = valuesFor(loaded, release, key);
    const odd = values.find(({ value }) => JSON.stringify(value) !== JSON.stringify(values[0]?.value));
    if (odd) return err(disagreement(key, values[0] ?? odd, odd, release));
    const value = values[0] ?? generalValue(loaded, key);
    if (value) found.set(key, value);
  }
  return ok(found);
}
