import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readLintFlags } from '../../../src/cli/lint/flags.ts';
import { lintFiles } from '../../../src/cli/lint/lint-files.ts';
import { startLintRun } from '../../../src/cli/lint/lint-run.ts';
import type { Fix } from '../../../src/lint/finding.ts';
import { PACKS } from '../../../src/packs/index.ts';
import { readValuesText } from '../../../src/values/read-values.ts';
import { toJson } from '../../../src/values/tree.ts';
import { ioIn } from './world.ts';

export const FILE = 'values.yaml';

/** The fixes that one run of the linter proposes for a text of values.yaml. */
export async function fixesOf(text: string, folder: string): Promise<readonly Fix[]> {
  const io = ioIn(folder);
  const run = await startLintRun(readLintFlags([FILE]), io, PACKS);
  writeFileSync(join(folder, FILE), text);
  const { sources } = await lintFiles(run);
  return sources.flatMap(({ findings }) => findings.flatMap(({ fix }) => fix ?? []));
}

/** The values of a text as Helm reads it, without what lies at or below paths; undefined where Helm refuses it. */
export function valuesWithout(text: string, paths: readonly (readonly string[])[]): unknown {
  const read = readValuesText(text, FILE);
  return read.ok ? without(toJson(read.value), paths) : undefined;
}

/** Maps that hold nothing but what was taken out are gone, too: a fix may empty one place and fill another. */
function without(data: unknown, paths: readonly (readonly string[])[]): unknown {
  if (paths.some((path) => path.length === 0)) return undefined;
  if (typeof data !== 'object' || data === null) return data;
  const kept = Object.entries(data).flatMap(([key, value]) => {
    const below = paths.filter(([first]) => first === key).map((path) => path.slice(1));
    const rest = below.length === 0 ? value : without(value, below);
    return rest === undefined ? [] : [[key, rest] as const];
  });
  if (kept.length === 0 && paths.length > 0) return undefined;
  return Array.isArray(data) ? kept : new Map(kept);
}
