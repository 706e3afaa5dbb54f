import type { Origin } from '../values/tree.ts';
import type { ValuesError } from '../values/values-error.ts';
import { offsetAt } from '../yaml/places.ts';
import { checkValues, type PlacedNode, type ValuesToCheck } from './check-values.ts';
import { syntax } from './engine-rules.ts';
import { findingKey, RANK, type RawFinding, showPath } from './finding.ts';
import { type Fixable, withSafeFixes } from './fix-guard.ts';
import { applyIgnores, type IgnoreContext, type Ignored, ignoreComments } from './ignores.ts';
import type { Location } from './locate.ts';
import type { RuleSettings } from './rule-names.ts';
import { misplacedKey } from './schema-rules.ts';

/** A stretch of a file that holds values of a release, and where they are within that file. */
export interface ValuesPart {
  readonly file: string;
  readonly prefix: readonly string[];
  readonly origin: Origin;
}

/** Values of a file that Helm gives to no chart, with the path in the file's own values. */
export interface IgnoredValues extends PlacedNode {
  /** Where Helm reads them. */
  readonly alias: string;
}

/** Values as a file holds them: all of it, or a part of an object. */
export interface PlacedValues extends ValuesToCheck, Fixable {
  /** Where the values are within their file. */
  readonly prefix: readonly string[];
  /** Where each layer is, if there are several. */
  readonly parts?: readonly ValuesPart[];
  readonly ignored?: readonly IgnoredValues[];
  /** Which of the releases that one template stands for they are of. */
  readonly element?: string;
}

const holds = ({ file, origin }: ValuesPart, { location }: RawFinding): boolean =>
  location.kind === 'file' &&
  location.file === file &&
  (origin.kind !== 'file' || (origin.start <= location.start && location.end <= origin.end));

const withoutFix = ({ fix: _, ...finding }: RawFinding): RawFinding => finding;

/** Moves findings of values that are within a larger file to where they are in it. */
function within({ prefix: own, parts = [] }: PlacedValues, finding: RawFinding): RawFinding {
  const prefix = parts.findLast((part) => holds(part, finding))?.prefix ?? own;
  if (prefix.length === 0) return finding;
  const { fix } = finding;
  const moved = fix && { ...fix, changes: fix.changes.map((path) => [...prefix, ...path]) };
  return { ...finding, path: [...prefix, ...finding.path], ...(moved && { fix: moved }) };
}

/** A finding, and the releases that have it: undefined for one that has no name among those of one object. */
interface ToldFinding {
  readonly finding: RawFinding;
  readonly elements: readonly (string | undefined)[];
}

/** Adds what no release before has said of the same value; of two that say it, the more severe counts. */
function tellOnce(
  told: Map<string, ToldFinding>,
  own: readonly RawFinding[],
  { element }: PlacedValues,
): void {
  const before = new Map(told);
  for (const [at, finding] of own.entries()) {
    const { location } = finding;
    const key = JSON.stringify([findingKey(finding), location]);
    const known = location.kind === 'file' ? before.get(key) : undefined;
    const elements = [...(known?.elements ?? []), element];
    const isWorse = known === undefined || RANK[finding.severity] > RANK[known.finding.severity];
    const isTaken = known === undefined && told.has(key);
    told.set(isTaken ? `${key} ${told.size} ${at}` : key, {
      finding: isWorse ? finding : known.finding,
      elements,
    });
  }
}

/** A finding that not all elements have names those that do. */
function namingElements({ finding, elements }: ToldFinding, all: number): RawFinding {
  const named = elements.flatMap((one) => one ?? []);
  const isOfSome = elements.length < all && named.length === elements.length;
  return isOfSome ? { ...finding, elements: [...new Set(named)] } : finding;
}

/** Values under the name of a dependency that has an alias. */
function ignoredFindings({ ignored = [] }: PlacedValues, settings: RuleSettings): readonly RawFinding[] {
  const severity = settings.severityOf(misplacedKey.id) ?? misplacedKey.severity;
  if (severity === 'off') return [];
  return ignored.flatMap(({ node: { origin }, path, alias }) => {
    if (origin.kind !== 'file') return [];
    const { file } = origin;
    const { start, end } = origin.key ?? origin;
    return {
      rule: misplacedKey,
      ruleId: misplacedKey.id,
      severity,
      message: misplacedKey.message({ key: showPath(path), place: alias, alias }),
      path,
      location: { kind: 'file', file, start, end },
    };
  });
}

/**
 * Runs the rules over all values that one file or merged release holds, and follows the ignores of its files. A fix that
 * would change more than its finding is about is left out.
 */
export async function lintValues(
  all: readonly PlacedValues[],
  files: readonly string[],
  settings: RuleSettings,
  context: IgnoreContext,
): Promise<Ignored> {
  const told = new Map<string, ToldFinding>();
  for (const values of all) {
    const found = await checkValues(values, values.pack, settings);
    const placed = found.map((finding) => within(values, values.isFilledIn ? withoutFix(finding) : finding));
    const safe = await withSafeFixes(placed, values);
    tellOnce(told, [...safe, ...ignoredFindings(values, settings)], values);
  }
  const comments = files.flatMap((file) => ignoreComments(context.textOf(file), file));
  const findings = [...told.values()].map((one) => namingElements(one, all.length));
  return applyIgnores(findings, comments, context);
}

function locationOf({ file, flag }: ValuesError, start: number): Location {
  if (file !== undefined) return { kind: 'file', file, start, end: start };
  return flag === undefined ? { kind: 'start' } : { kind: 'flag', flag };
}

/** The one finding about values that Helm cannot read. @param textOf the text of a file */
export function brokenFinding(error: ValuesError, textOf: (file: string) => string): RawFinding {
  const { file, message } = error;
  const start = file === undefined ? 0 : offsetAt(textOf(file), error);
  return {
    rule: syntax,
    ruleId: syntax.id,
    severity: syntax.severity,
    message: syntax.message({ problem: message }),
    path: [],
    location: locationOf(error, start),
  };
}
