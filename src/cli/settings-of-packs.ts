import { type LoadedConfig, settingsForRelease } from '../config/config.ts';
import type { Pack } from '../pack.ts';
import { askedKnown, type ReleaseOfPack, type StatedIntent } from '../release/intent.ts';
import type { Result } from '../result.ts';
import { orExit } from './exit-code.ts';
import { loadConfig } from './inputs.ts';
import type { Io } from './io.ts';

/** Stands for every release where nobody named one: no entry of the config is for it. */
const ANY = { name: '', namespace: '' };

/**
 * The packs as what was stated makes them, where what their phases are depends on it.
 * @param unnamed the release where a pack names none
 */
export const packsAsStated = (
  packs: readonly Pack[],
  intentFor: (release: ReleaseOfPack) => Result<Pick<StatedIntent, 'settings'>, string>,
  unnamed: Pick<ReleaseOfPack, 'name' | 'namespace'> = ANY,
): readonly Pack[] =>
  packs.map(
    (pack) =>
      pack.withSettings?.((name, release = unnamed) => {
        const { settings } = orExit(intentFor({ ...release, pack: pack.name }));
        const stated = settings.get(name);
        return stated && askedKnown(stated);
      }) ?? pack,
  );

/**
 * For commands without flags for settings: the packs as environment and config make them.
 * @param unnamed the release where a pack names none
 * @throws EarlyExit
 */
export async function packsWithSettings(
  flags: { readonly config?: string },
  io: Pick<Io, 'cwd' | 'env'>,
  packs: readonly Pack[],
  unnamed?: Pick<ReleaseOfPack, 'name' | 'namespace'>,
): Promise<readonly Pack[]> {
  if (packs.every(({ withSettings }) => withSettings === undefined)) return packs;
  const { configuredSettings, settingsOfEnvironment } = await import('./render/settings.ts');
  const config: LoadedConfig | undefined = await loadConfig(flags, io, packs);
  const stated = settingsOfEnvironment(io, packs);
  const settingsFor = (release: ReleaseOfPack): Result<Pick<StatedIntent, 'settings'>, string> => {
    const names = packs.flatMap(({ settings = [] }) => settings.map(({ name }) => name));
    const ofRelease = config ? settingsForRelease(config, release, names) : undefined;
    if (ofRelease?.ok === false) return ofRelease;
    const configured = orExit(configuredSettings(ofRelease?.value ?? new Map(), packs));
    return { ok: true, value: { settings: new Map([...configured, ...stated]) } };
  };
  return packsAsStated(packs, settingsFor, unnamed);
}
