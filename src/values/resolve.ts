import { err, ok, type Result } from '../result.ts';
import { mergeValues } from './merge.ts';
import { parseValues, type WrittenValues } from './read-values.ts';
import { applySetFlag, type ReadFile, type SetFlag } from './set-flag.ts';
import {
  defaultHelm,
  type HelmMajor,
  type MapNode,
  placesIn,
  type SetFlagName,
  type ValueNode,
} from './tree.ts';
import type { ValuesError } from './values-error.ts';

/** What follows -f, in the order of the command line. */
export interface ValuesFile {
  readonly name: string;
  readonly text: string;
}

export interface UserValues {
  readonly files: readonly ValuesFile[];
  /** In the order of the command line. */
  readonly setFlags: readonly SetFlag[];
  readonly readFile: ReadFile;
  /** Helm 4 where it is left out. */
  readonly helm?: HelmMajor;
}

/** Whatever their order on the command line, Helm applies the flags by kind (pkg/cli/values/options.go). */
const ORDER: readonly SetFlagName[] = ['--set-json', '--set', '--set-string', '--set-file', '--set-literal'];

/** The values a user gives a release: all files, later over earlier, and then the flags by kind. */
export function resolveUserValues(user: UserValues): Result<ValueNode, ValuesError> {
  const written = resolveWrittenValues(user);
  return written.ok ? ok(written.value.values) : written;
}

/** Like resolveUserValues, with the keys that appear twice in any of the files. */
export function resolveWrittenValues(user: UserValues): Result<WrittenValues, ValuesError> {
  const layers: WrittenValues[] = [];
  for (const { name, text } of user.files) {
    const layer = parseValues(text, placesIn(name, text), user.helm ?? defaultHelm);
    if (!layer.ok) return layer;
    layers.push(layer.value);
  }
  const values = applyFlags(mergeValues(layers.map((layer) => layer.values)), user);
  return values.ok
    ? ok({ values: values.value, duplicates: layers.flatMap((layer) => layer.duplicates) })
    : values;
}

function applyFlags(base: MapNode, user: UserValues): Result<MapNode, ValuesError> {
  const { readFile, helm = defaultHelm } = user;
  let values = base;
  for (const flag of ORDER.flatMap((name) => user.setFlags.filter((given) => given.flag === name))) {
    const applied = applySetFlag(values, flag, { readFile, helm });
    if (!applied.ok) return err(applied.error);
    values = applied.value;
  }
  return ok(values);
}
