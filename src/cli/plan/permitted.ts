import { settingsForRelease } from '../../config/config.ts';
import type { Pack } from '../../pack.ts';
import type { Permissions } from '../../rules/judge.ts';
import { orExit } from '../exit-code.ts';
import { loadConfig } from '../inputs.ts';
import type { Io } from '../io.ts';
import { NOTHING_SILENCED, type Silencer, silencer } from '../silenced.ts';

/** What the config lets pass of what would stand against a step. */
export interface Permitted {
  readonly silencer: Silencer;
  /** What is accepted of the release, where a pack's product is planned. */
  readonly accepted: (pack: string) => Pick<Permissions, 'acceptLoss' | 'acceptUnknownChart'>;
}

/** @throws EarlyExit if config or baseline cannot be used */
export async function permittedIn(
  flags: { readonly config?: string },
  release: { readonly name: string; readonly namespace: string },
  io: Io,
  packs: readonly Pack[],
): Promise<Permitted> {
  const loaded = await loadConfig(flags, io, packs);
  return {
    accepted: (pack) => {
      const keys = ['acceptLoss', 'acceptUnknownChart'];
      const config = loaded && orExit(settingsForRelease(loaded, { ...release, pack }, keys));
      const isOn = (key: string): boolean => config?.get(key)?.value === true;
      return { acceptLoss: isOn('acceptLoss'), acceptUnknownChart: isOn('acceptUnknownChart') };
    },
    silencer: loaded ? silencer(loaded, packs, io, new Date().toISOString().slice(0, 10)) : NOTHING_SILENCED,
  };
}
