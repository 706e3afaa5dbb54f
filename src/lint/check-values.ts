import type { SchemaProblem } from '../chart/check-schema.ts';
import { isNewer, knownness } from '../chart/versions.ts';
import { either, withArticle } from '../english.ts';
import { nearest } from '../nearest.ts';
import type { Chart, RuleDescription } from '../pack.ts';
import { type ChartPack, schemaProblems } from '../release/chart-values.ts';
import { caseOfValues, type ReleaseValues } from '../release/from-values.ts';
import type { DuplicateKey } from '../values/interpret.ts';
import { lookup, type MapNode, scalar, toJson, type ValueNode, walk } from '../values/tree.ts';
import type { ValuesError } from '../values/values-error.ts';
import {
  duplicateKey,
  type EngineRule,
  invalidValue,
  misplacedKey,
  syntax,
  unknownKey,
  wrongType,
  yaml11Boolean,
} from './engine-rules.ts';
import { type Message, type RawFinding, type Report, showPath, type ValuePath } from './finding.ts';
import { type Fixable, withSafeFixes } from './fix-guard.ts';
import { applyIgnores, type IgnoreContext, type Ignored, ignoreComments } from './ignores.ts';
import { type Location, Locator } from './locate.ts';
import { effectiveOptions, type RuleSettings } from './rule-names.ts';
import { reportsOf } from './violations.ts';

/** A report and the engine's rule that it belongs to. */
interface SchemaReport {
  readonly rule: EngineRule;
  readonly report: Report;
}

const OF_MANY = 3;

/** What a value is, without showing it: it may be a secret. */
function kindOf(node: ValueNode | undefined): string {
  if (node === undefined || node.kind !== 'scalar') return node === undefined ? 'missing' : `a ${node.kind}`;
  if (node.value === null) return 'null';
  const kind = typeof node.value;
  return kind === 'string' ? 'a string' : kind === 'boolean' ? 'a boolean' : 'a number';
}

function unreadKey(
  { path, known }: Extract<SchemaProblem, { kind: 'unknown-key' }>,
  { chart }: ReleaseValues,
  { versions, placesOf = () => [] }: Chart,
): SchemaReport {
  const isNew = isNewer(knownness(chart, versions));
  const newest = isNew ? (versions.at(-1) ?? '') : '';
  // What a newer chart reads is not known: it may well read the key.
  const about: Pick<Report, 'on' | 'severity'> = { on: 'key', ...(isNew && { severity: 'info' }) };
  const key = path.at(-1) ?? '';
  const places = placesOf(path, chart).slice(0, OF_MANY);
  if (places.length > 0) {
    const args = { key: showPath(path), place: either(places.map(showPath)), chart, newest };
    return { rule: misplacedKey, report: { at: path, ...about, args } };
  }
  const parent = showPath(path.slice(0, -1));
  const near = nearest(key, known) ?? '';
  return {
    rule: unknownKey,
    report: { at: path, ...about, args: { key, near, where: parent, chart, newest } },
  };
}

const nodeAt = (user: ValueNode, path: ValuePath): ValueNode | undefined =>
  path.reduce<ValueNode | undefined>(
    (node, key) => (node?.kind === 'list' ? node.items[Number(key)] : node && lookup(node, [key])),
    user,
  );

/** What a schema found, as reports of the engine's rules. */
function schemaReport(problem: SchemaProblem, release: ReleaseValues, chart: Chart): SchemaReport {
  if (problem.kind === 'unknown-key') return unreadKey(problem, release, chart);
  const { path } = problem;
  const node = nodeAt(release.user, path);
  const at = node ?? path;
  const key = showPath(path) || 'the top';
  if (problem.kind === 'invalid-value')
    return { rule: invalidValue, report: { at, args: { key, expected: problem.expected } } };
  const expected = either(problem.expected.map(withArticle));
  return { rule: wrongType, report: { at, args: { key, expected, found: kindOf(node) } } };
}

const WORD = /^(?:y|n|yes|no|on|off)$/i;

/** Booleans that are written as words which newer YAML takes for texts. */
function booleanWords(user: MapNode, textOf: (file: string) => string): Report[] {
  const reports: Report[] = [];
  for (const [node, path] of walk(user)) {
    if (node.kind !== 'scalar' || typeof node.value !== 'boolean' || node.origin.kind !== 'file') continue;
    const { file, start, end } = node.origin;
    const word = textOf(file).slice(start, end);
    if (!WORD.test(word)) continue;
    const value = String(node.value);
    const fix = { file, edits: [{ start, end, text: value }], changes: [path] };
    reports.push({ at: node, args: { word, value }, fix });
  }
  return reports;
}

/** One release's values, ready for the rules. */
export interface ValuesToCheck {
  readonly release: ReleaseValues;
  readonly duplicates: readonly DuplicateKey[];
  /** A JSON Schema of the user's own, beside the pack's. */
  readonly ownSchema?: (values: unknown) => readonly SchemaProblem[];
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

async function checkSchemas(
  values: ValuesToCheck,
  { charts: [chart] }: ChartPack,
  found: Collector,
): Promise<void> {
  const { release, ownSchema } = values;
  const plain = toJson(release.user);
  const problems = [...(await schemaProblems(chart, release.chart, plain)), ...(ownSchema?.(plain) ?? [])];
  for (const problem of problems) {
    const { rule, report } = schemaReport(problem, release, chart);
    found.addOwn(rule, [report]);
  }
}

/** Runs every rule over one release's values. */
export async function checkValues(
  values: ValuesToCheck,
  pack: ChartPack,
  settings: RuleSettings,
): Promise<readonly RawFinding[]> {
  const { release, duplicates } = values;
  const found = new Collector(new Locator(release.user), settings);
  found.addOwn(duplicateKey, duplicateReports(duplicates));
  found.addOwn(yaml11Boolean, booleanWords(release.user, release.textOf));
  await checkSchemas(values, pack, found);
  const of = { ...caseOfValues(pack, release), options: {} };
  for (const rule of pack.rules) {
    const ruleId = `${pack.name}/${rule.id}`;
    if (!found.isOn(ruleId)) continue;
    const options = rule.options && effectiveOptions(rule, settings.optionsOf(ruleId));
    found.add(rule, ruleId, reportsOf(rule, options ? { ...of, options } : of, release.textOf));
  }
  return found.findings;
}

/** Keys that appear twice; each is shown at its second place. */
const duplicateReports = (duplicates: readonly DuplicateKey[]): Report[] =>
  duplicates.map(({ name, first, second }) => ({
    at: scalar(name, second),
    args: { key: name, line: first.line },
  }));

/** Moves findings of values that are within a larger file to where they are in it. */
function within(prefix: readonly string[], finding: RawFinding): RawFinding {
  if (prefix.length === 0) return finding;
  const { fix } = finding;
  const moved = fix && { ...fix, changes: fix.changes.map((path) => [...prefix, ...path]) };
  return { ...finding, path: [...prefix, ...finding.path], ...(moved && { fix: moved }) };
}

export interface PlacedValues extends ValuesToCheck, Fixable {
  /** Where the values are within their file. */
  readonly prefix: readonly string[];
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
  const findings: RawFinding[] = [];
  for (const values of all) {
    const found = await checkValues(values, values.pack, settings);
    const placed = found.map((finding) => within(values.prefix, finding));
    findings.push(...(await withSafeFixes(placed, values)));
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
