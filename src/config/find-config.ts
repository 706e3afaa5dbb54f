import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const CONFIG_NAME = 'phasegate.yaml';

/** The nearest phasegate.yaml from a folder upward; undefined where there is none. */
export function findConfig(from: string): string | undefined {
  const file = join(from, CONFIG_NAME);
  if (existsSync(file)) return file;
  const parent = dirname(from);
  return parent === from ? undefined : findConfig(parent);
}
