import type { LoadedConfig } from '../config/config.ts';
import type { Pack } from '../pack.ts';
import { type ChartPack, hasChart } from '../release/chart-values.ts';
import { packNamed } from './chart-version.ts';
import { type FlagsOf, statedFor, valueOption } from './command-line.ts';
import { loadConfig } from './inputs.ts';
import type { Io } from './io.ts';

/** For commands that read values files: nothing in them names their product. */
export const PACK_OPTION = {
  pack: valueOption('--pack <name>', 'the pack that the values belong to', { config: 'lint.pack' }),
};

/** The pack where nobody names one: the first that the config brings along, else the first of phasegate's own. */
export async function firstPack(packs: readonly Pack[]): Promise<ChartPack> {
  const { PACKS } = await import('../packs/index.ts');
  const brought = packs.find((pack) => hasChart(pack) && !PACKS.includes(pack));
  return packNamed(brought?.name, packs);
}

/**
 * The pack that values belong to: of --pack, else of the config, else the first.
 * @param loaded the config, where it was read already
 * @throws EarlyExit if there is no such pack, or the config cannot be used
 */
export async function packOfValues(
  flags: FlagsOf<typeof PACK_OPTION> & { readonly config?: string },
  io: Io,
  packs: readonly Pack[],
  loaded?: LoadedConfig,
): Promise<ChartPack> {
  const config = flags.pack === undefined ? (loaded ?? (await loadConfig(flags, io, packs))) : undefined;
  const stated = statedFor(PACK_OPTION, 'pack', flags, io.env, config);
  return stated === undefined ? firstPack(packs) : packNamed(stated.word, packs, stated.shownAs);
}
