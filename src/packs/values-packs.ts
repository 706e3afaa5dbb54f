import type { ValuesPack } from '../lint/values-pack.ts';

/** What the linter knows, loaded when it is asked for: render needs none of it. The first pack is the default. */
export const loadValuesPacks = async (): Promise<readonly ValuesPack[]> => [
  (await import('./pyroscope/values-pack.ts')).pyroscopeValuesPack,
];
