import { ok, type Result } from '../result.ts';
import { mergeValues } from './merge.ts';
import { readValuesText } from './read-values.ts';
import { applySetFlag, type SetFlag } from './set-flag.ts';
import type { ValueNode } from './tree.ts';
import type { ValuesError } from './values-error.ts';

/** What a helm command line was given: values files by name and text, and set flags, each in its order. */
export interface UserValues {
  readonly files: readonly { readonly name: string; readonly text: string }[];
  readonly setFlags: readonly SetFlag[];
}

/** Helm lays --set over the files and --set-string over --set, whatever their order on the command line (pkg/cli/values). */
const ORDER = ['--set', '--set-string'] as const;

/** The user's values of all files and flags, merged as Helm merges them; nulls stay, to delete defaults. */
export function resolveUserValues({ files, setFlags }: UserValues): Result<ValueNode, ValuesError> {
  const layers: ValueNode[] = [];
  for (const { name, text } of files) {
    const read = readValuesText(text, name);
    if (!read.ok) return read;
    layers.push(read.value);
  }
  let values: ValueNode = mergeValues(layers);
  for (const flag of ORDER.flatMap((name) => setFlags.filter((one) => one.flag === name))) {
    const applied = applySetFlag(values, flag);
    if (!applied.ok) return applied;
    values = applied.value;
  }
  return ok(values);
}
