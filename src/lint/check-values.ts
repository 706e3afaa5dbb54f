import type { SchemaProblem } from '../chart/check-schema.ts';
import type { RuleDescription } from '../pack.ts';
import { type ChartPack, defaultsOf, schemaProblems } from '../release/chart-values.ts';
import { caseOfValues, type ReleaseValues } from '../release/from-values.ts';
import type { DuplicateKey } from '../values/interpret.ts';
import {
  isNull,
  lookup,
  type MapNode,
  type Origin,
  scalar,
  toJson,
  type ValueNode,
  walk,
} from '../values/tree.ts';
import type { ValuesError } from '../values/values-error.ts';
import { offsetAt } from '../yaml/places.ts';
import {
  duplicateKey,
  type EngineRule,
  misplacedKey,
  nullInOwnValues,
  syntax,
  yaml11Boolean,
} from './engine-rules.ts';
import {
  type LintSeverity,
  type Message,
  type RawFinding,
  type Report,
  showPath,
  type ValuePath,
} from './finding.ts';
import { type Fixable, withSafeFixes } from './fix-guard.ts';
import { applyIgnores, type IgnoreContext, type Ignored, ignoreComments } from './ignores.ts';
import { type Location, Locator } from './locate.ts';
import { effectiveOptions, type RuleSettings } from './rule-names.ts';
import { BOOLEAN_WORD, schemaReport } from './schema-reports.ts';
import { reportsOf } from './violations.ts';

/** Paths at which a string is wanted, and something else stands. */
const stringsWanted = (problems: readonly SchemaProblem[]): ReadonlySet<string> =>
  new Set(
    problems.flatMap((problem) =>
      problem.kind === 'wrong-type' && problem.expected.join() === 'string' ? showPath(problem.path) : [],
    ),
  );

/** Booleans that are written as words which newer YAML takes for texts. @param strings where a text may well be meant */
function booleanWords(
  user: MapNode,
  textOf: (file: string) => string,
  strings: ReadonlySet<string>,
): Report[] {
  const reports: Report[] = [];
  for (const [node, path] of walk(user)) {
    if (node.kind !== 'scalar' || typeof node.value !== 'boolean' || node.origin.kind !== 'file') continue;
    const { file, start, end } = node.origin;
    const word = textOf(file).slice(start, end);
    if (!BOOLEAN_WORD.test(word)) continue;
    const value = String(node.value);
    const fix = { file, edits: [{ start, end, text: value }], changes: [path] };
    reports.push({ at: node, args: { word, value }, ...(strings.has(showPath(path)) ? {} : { fix }) });
  }
  return reports;
}

/** A value at a path of values. */
export interface PlacedNode {
  readonly node: ValueNode;
  readonly path: ValuePath;
}

/** Values of a file that Helm gives to no chart, with the path in the file's own values. */
export interface IgnoredValues extends PlacedNode {
  /** Where Helm reads them. */
  readonly alias: string;
}

/** One release's values, ready for the rules. */
export interface ValuesToCheck {
  readonly release: ReleaseValues;
  readonly duplicates: readonly DuplicateKey[];
  /** A JSON Schema of the user's own, beside the pack's. */
  readonly ownSchema?: (values: unknown) => readonly SchemaProblem[];
  /** Keys that the chart does not read, but Helm, as the condition of a dependency. */
  readonly readByHelm?: readonly ValuePath[];
  /** Nulls for the chart in the values.yaml of an umbrella. */
  readonly ownNulls?: readonly PlacedNode[];
  /** What is written stands for several releases: no fix is right for all of them. */
  readonly isFilledIn?: boolean;
  /** The release as it may be as well: of another chart version, or with layers that could not be read. */
  readonly alternatives?: () => Promise<readonly ReleaseValues[]>;
}

class Collector {
  readonly findings: RawFinding[] = [];

  constructor(
    private readonly locator: Locator,
    private readonly settings: RuleSettings,
  ) {}

  isOn(ruleId: string): boolean {
    return this.settings.severityOf(ruleId) !== 'off';
  }

  add(rule: RuleDescription, ruleId: string, reports: readonly (Report & { message: Message })[]): void {
    const severity = this.settings.severityOf(ruleId);
    if (severity === 'off') return;
    for (const report of reports) {
      this.findings.push({
        rule,
        ruleId,
        severity: severity ?? report.severity ?? rule.severity,
        message: report.message,
        ...this.locator.locate(report),
        ...(report.fix && { fix: report.fix }),
      });
    }
  }

  addOwn(rule: EngineRule, reports: readonly Report[]): void {
    this.add(
      rule,
      rule.id,
      reports.map((report) => ({ ...report, message: rule.message(report.args ?? {}) })),
    );
  }
}

/** Values as plain data: the same object each time, for every version that they are checked for. */
const plainData = new WeakMap<MapNode, unknown>();

function plainOf(user: MapNode): unknown {
  if (!plainData.has(user)) plainData.set(user, toJson(user));
  return plainData.get(user);
}

async function problemsIn(
  { release, ownSchema, readByHelm = [] }: ValuesToCheck,
  { charts: [chart] }: ChartPack,
): Promise<readonly SchemaProblem[]> {
  const plain = plainOf(release.user);
  const problems = [...(await schemaProblems(chart, release.chart, plain)), ...(ownSchema?.(plain) ?? [])];
  const read = new Set(readByHelm.map(showPath));
  return problems.filter(({ kind, path }) => kind !== 'unknown-key' || !read.has(showPath(path)));
}

const RANK: Readonly<Record<LintSeverity, number>> = { info: 0, warning: 1, error: 2 };

/** Values with more mistakes than this are not those of another chart version either. */
const MOST_WEIGHED = 1_000;

/** What makes a finding the same one in another case. */
const keyOf = ({ ruleId, path }: RawFinding): string => `${ruleId} ${showPath(path)}`;

/** The highest rank of each finding. */
function ranksOf(findings: readonly RawFinding[]): ReadonlyMap<string, number> {
  const ranks = new Map<string, number>();
  for (const finding of findings) {
    const key = keyOf(finding);
    ranks.set(key, Math.max(RANK[finding.severity], ranks.get(key) ?? RANK.info));
  }
  return ranks;
}

/**
 * Runs every rule over one release's values. Where something about the release is not known, a finding is as severe as it
 * is in the best case, and an info where there is a case without it.
 */
export async function checkValues(
  values: ValuesToCheck,
  pack: ChartPack,
  settings: RuleSettings,
): Promise<readonly RawFinding[]> {
  const { alternatives } = values;
  let findings = await findIn(values, pack, settings);
  if (findings.length > MOST_WEIGHED) return findings;
  if (!alternatives || findings.every(({ severity }) => severity === 'info')) return findings;
  for (const release of await alternatives()) {
    const ranks = ranksOf(await findIn({ ...values, release }, pack, settings));
    findings = findings.map((finding) => atMost(ranks.get(keyOf(finding)) ?? RANK.info, finding));
    if (findings.every(({ severity }) => severity === 'info')) break;
  }
  return findings;
}

/** A finding that is no more severe than in another case. */
function atMost(rank: number, finding: RawFinding): RawFinding {
  if (rank >= RANK[finding.severity]) return finding;
  return { ...finding, severity: rank === RANK.warning ? 'warning' : 'info', isUncertain: true };
}

async function findIn(
  values: ValuesToCheck,
  pack: ChartPack,
  settings: RuleSettings,
): Promise<readonly RawFinding[]> {
  const { release, duplicates } = values;
  const found = new Collector(new Locator(release.user), settings);
  found.addOwn(duplicateKey, duplicateReports(duplicates));
  const problems = await problemsIn(values, pack);
  found.addOwn(yaml11Boolean, booleanWords(release.user, release.textOf, stringsWanted(problems)));
  found.addOwn(nullInOwnValues, nullReports(values, pack));
  for (const problem of problems) {
    const { rule, report } = schemaReport(problem, release, pack.charts[0]);
    found.addOwn(rule, [report]);
  }
  const of = { ...caseOfValues(pack, release), options: {} };
  for (const rule of pack.rules) {
    const ruleId = `${pack.name}/${rule.id}`;
    if (!found.isOn(ruleId)) continue;
    const options = rule.options && effectiveOptions(rule, settings.optionsOf(ruleId));
    found.add(rule, ruleId, reportsOf(rule, options ? { ...of, options } : of, release.textOf));
  }
  return found.findings;
}

/** Nulls that stand where the chart has a default. */
function nullReports({ release, ownNulls = [] }: ValuesToCheck, { charts: [chart] }: ChartPack): Report[] {
  const defaults = defaultsOf(chart, release.chart);
  return ownNulls.flatMap(({ node, path }) => {
    const standard = lookup(defaults, path);
    return standard === undefined || isNull(standard) ? [] : [{ at: node, args: { key: showPath(path) } }];
  });
}

/** Keys that appear twice; each is shown at its second place. */
const duplicateReports = (duplicates: readonly DuplicateKey[]): Report[] =>
  duplicates.map(({ name, first, second }) => ({
    at: scalar(name, second),
    args: { key: name, line: first.line },
  }));

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

/** A stretch of a file that holds values of a release, and where they are within that file. */
export interface ValuesPart {
  readonly file: string;
  readonly prefix: readonly string[];
  readonly origin: Origin;
}

export interface PlacedValues extends ValuesToCheck, Fixable {
  /** Where the values are within their file. */
  readonly prefix: readonly string[];
  /** Where each layer is, if there are several. */
  readonly parts?: readonly ValuesPart[];
  readonly ignored?: readonly IgnoredValues[];
  /** Which of the releases that one template stands for they are of. */
  readonly element?: string;
}

/** A finding, and the elements of a template that have it. */
interface ToldFinding {
  readonly finding: RawFinding;
  readonly elements: readonly string[];
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
    const key = JSON.stringify([keyOf(finding), location]);
    const known = location.kind === 'file' ? before.get(key) : undefined;
    const elements = [...(known?.elements ?? []), ...(element === undefined ? [] : [element])];
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
  if (elements.length === 0 || elements.length === all) return finding;
  const { message } = finding;
  return { ...finding, message: { ...message, what: `${message.what} (${elements.join(', ')})` } };
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
