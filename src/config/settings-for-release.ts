import type { ReleaseName } from '../phase/pack.ts';
import { err, ok, type Result } from '../result.ts';
import type { LoadedConfig, ReleaseEntry, ReleaseSettings } from './config.ts';

/** A setting and the path in the config where it stands. */
export interface ConfiguredValue {
  readonly value: unknown;
  readonly path: string;
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

/**
 * What a config says about one release: its entries over the general settings.
 * @returns the message for exit code 2 where two entries disagree
 */
export function settingsForRelease(
  { file, config }: LoadedConfig,
  release: ReleaseName,
): Result<ReleaseConfig, string> {
  const found = new Map<keyof ReleaseSettings, ConfiguredValue>();
  const entries = (config.releases ?? []).map((entry, index) => ({ entry, at: `releases[${index}].` }));
  for (const key of KEYS) {
    const said = entries.filter(({ entry }) => fits(entry, release) && entry[key] !== undefined);
    const values = said.map(({ entry, at }) => ({ value: entry[key] as unknown, path: at + key }));
    const odd = values.find(({ value }) => JSON.stringify(value) !== JSON.stringify(values[0]?.value));
    if (odd)
      return err(`${file}: error: ${values[0]?.path} and ${odd.path} disagree for release ${release.name}`);
    const value = values[0] ?? (config[key] === undefined ? undefined : { value: config[key], path: key });
    if (value) found.set(key, value);
  }
  return ok(found);
}
