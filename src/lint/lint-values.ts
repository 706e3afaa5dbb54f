import type { ChartPack } from '../release/chart-values.ts';
import type { ValuesError } from '../values/values-error.ts';
import { applyIgnores, type IgnoreContext, type Ignored } from './apply-ignores.ts';
import { checkValues, type ValuesToCheck } from './check-values.ts';
import { ignoreComments } from './ignore-comments.ts';
import type { Location } from './locate.ts';
import type { RawFinding } from './raw-finding.ts';
import type { RuleSettings } from './rule-settings.ts';
import { syntax } from './rules/syntax.ts';

/** Moves findings of values that are within a larger file to where they are in it. */
function within(prefix: readonly string[], finding: RawFinding): RawFinding {
  if (prefix.length === 0) return finding;
  const { fix } = finding;
  const moved = fix && { ...fix, changes: fix.changes.map((path) => [...prefix, ...path]) };
  return { ...finding, path: [...prefix, ...finding.path], ...(moved && { fix: moved }) };
}

export interface PlacedValues extends ValuesToCheck {
  /** Where the values are within their file. */
  readonly prefix: readonly string[];
  readonly pack: ChartPack;
}

/** Runs the rules over all values that one file or merged release holds, and follows the ignores of its files. */
export async function lintValues(
  all: readonly PlacedValues[],
  files: readonly string[],
  settings: RuleSettings,
  context: IgnoreContext,
): Promise<Ignored> {
  const findings: RawFinding[] = [];
  for (const values of all) {
    const found = await checkValues(values, values.pack, settings);
    findings.push(...found.map((finding) => within(values.prefix, finding)));
  }
  const comments = files.flatMap((file) => ignoreComments(context.textOf(file), file));
  return applyIgnores(findings, comments, context);
}

function locationOf({ file, flag }: ValuesError, start: number): Location {
  if (file !== undefined) return { kind: 'file', file, start, end: start };
  return flag === undefined ? { kind: 'start' } : { kind: 'flag', flag };
}

/** The one finding about values that Helm cannot read. @param textOf the text of a file */
export function brokenFinding(error: ValuesError, textOf: (file: string) => string): RawFinding {
  const { file, line = 1, column = 1, message } = error;
  const lines = file === undefined ? [] : (textOf(file).match(/[^\r\n]*(?:\r\n|\r|\n|$)/g) ?? []);
  // A byte order mark does not count as a column.
  const byteOrderMark = line === 1 && lines[0]?.startsWith('\ufeff') ? 1 : 0;
  const before = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length, 0);
  return {
    rule: syntax,
    ruleId: syntax.id,
    severity: syntax.severity,
    message: syntax.message({ problem: message }),
    path: [],
    location: locationOf(error, before + column - 1 + byteOrderMark),
  };
}
