import type { Option } from 'commander';
import { err, ok, type Result } from '../result.ts';
import type { HelmMajor } from '../values/helm-major.ts';
import type { SetFlag } from '../values/set-flag.ts';
import { many, single } from './command-line.ts';

/** Helm's own flags that give a release its values, as they were written. */
export interface ValuesFlags {
  readonly values: readonly string[];
  readonly set: readonly string[];
  readonly setString: readonly string[];
  readonly setJson: readonly string[];
  readonly setFile: readonly string[];
  readonly setLiteral: readonly string[];
  readonly helm?: string;
}

export const VALUES_OPTIONS: readonly (() => Option)[] = [
  () => many('-f, --values <file>', 'values file, as helm -f takes it (repeatable; - is standard input)'),
  () => many('--set <key=value>', 'as helm --set (repeatable)'),
  () => many('--set-string <key=value>', 'as helm --set-string (repeatable)'),
  () => many('--set-json <key=value>', 'as helm --set-json (repeatable)'),
  () => many('--set-file <key=path>', 'as helm --set-file (repeatable)'),
  () => many('--set-literal <key=value>', 'as helm --set-literal (repeatable)'),
  () => single('--helm <major>', 'the Helm to be: 3 or 4 (default 4)'),
];

/** The flags that set single values, in the order Helm is given them. */
export const setFlagsOf = (flags: ValuesFlags): readonly SetFlag[] => [
  ...flags.setJson.map((text) => ({ flag: '--set-json' as const, text })),
  ...flags.set.map((text) => ({ flag: '--set' as const, text })),
  ...flags.setString.map((text) => ({ flag: '--set-string' as const, text })),
  ...flags.setFile.map((text) => ({ flag: '--set-file' as const, text })),
  ...flags.setLiteral.map((text) => ({ flag: '--set-literal' as const, text })),
];

/** @returns the message for exit code 2 where it is neither */
export function helmMajor(word: string | undefined): Result<HelmMajor, string> {
  if (word === undefined || word === '4') return ok(4);
  return word === '3' ? ok(3) : err(`phasegate: --helm: ${JSON.stringify(word)} is neither 3 nor 4`);
}
