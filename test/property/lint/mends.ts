import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readLintFlags } from '../../../src/cli/lint/flags.ts';
import { lintFiles } from '../../../src/cli/lint/lint-files.ts';
import { runContext } from '../../../src/cli/lint/run-context.ts';
import { Sources } from '../../../src/cli/lint/sources.ts';
import type { Fix } from '../../../src/lint/finding.ts';
import { readValuesText } from '../../../src/values/read-values.ts';
import { toJson } from '../../../src/values/tree.ts';
import { ioIn } from './world.ts';

export const FILE = 'values.yaml';

/** The mends that one run of the linter proposes for a text of values.yaml. */
export async function fixesOf(text: string, folder: string): Promise<readonly Fix[]> {
  const io = ioIn(folder);
  const flags = readLintFlags([FILE]);
  if (!flags.ok) throw new Error(flags.error.text);
  const context = await runContext(flags.value, undefined, io, () => undefined);
  if (!context.ok) throw new Error(context.error);
  writeFileSync(join(folder, FILE), text);
  const linted = await lintFiles(flags.value, context.value, new Sources(io), io);
  if (!linted.ok) throw new Error(linted.error);
  return linted.value.jobs.flatMap(({ outcome }) => outcome.findings.flatMap(({ fix }) => fix ?? []));
}

/** The values of a text as Helm reads it, without what lies at or below paths; undefined where Helm refuses it. */
export function valuesWithout(text: string, paths: readonly (readonly string[])[]): unknown {
  const read = readValuesText(text, FILE);
  return read.ok ? without(toJson(read.value), paths) : undefined;
}

/** Maps that hold nothing but what was taken out are gone, too: a mend may empty one place and fill another. */
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
