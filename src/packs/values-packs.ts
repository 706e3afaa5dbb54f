import type { ValuesPack } from '../lint/values-pack.ts';
import type { Pack } from '../pack.ts';

/** What the linter knows, loaded when it is asked for: render needs none of it. The first pack is the default. */
export async function loadValuesPacks(packs: readonly Pick<Pack, 'name'>[]): Promise<readonly ValuesPack[]> {
  const { pyroscopeValuesPack } = await import('./pyroscope/values-pack.ts');
  return packs.some(({ name }) => name === pyroscopeValuesPack.name) ? [pyroscopeValuesPack] : [];
}
