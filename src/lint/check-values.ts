import type { SchemaProblem } from '../chart/schema-problem.ts';
import type { RuleDescription } from '../pack.ts';
import { type ChartPack, schemaProblems } from '../release/chart-values.ts';
import { caseOfValues, type ReleaseValues } from '../release/from-values.ts';
import type { Message } from '../step/message.ts';
import type { DuplicateKey } from '../values/interpret.ts';
import { scalar, toJson } from '../values/tree.ts';
import type { ValuesError } from '../values/values-error.ts';
import { applyIgnores, type IgnoreContext, type Ignored } from './apply-ignores.ts';
import { booleanWords } from './boolean-words.ts';
import { ENGINE_RULES, syntax } from './engine-rules.ts';
import type { RawFinding, Report } from './finding.ts';
import { ignoreComments } from './ignore-comments.ts';
import { type Location, Locator } from './locate.ts';
import { effectiveOptions, type RuleSettings } from './rule-names.ts';
import { schemaReport } from './schema-reports.ts';
import { reportsOf } from './violations.ts';

/** One release's values, ready for the rules. */
export interface ValuesToCheck {
  readonly release: ReleaseValues;
  readonly duplicates: readonly DuplicateKey[];
  /** A JSON Schema of the user's own, beside the pack's. */
  readonly ownSchema?: (values: unknown) => readonly SchemaProblem[];
}

class Collector {
  readonly findings: RawFinding[] = [];
  private readonly locator: Locator;
  private readonly settings: RuleSettings;

  constructor(locator: Locator, settings: RuleSettings) {
    this.locator = locator;
    this.settings = settings;
  }

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

  addOwn(ruleId: string, reports: readonly Report[]): void {
    const rule = ENGINE_RULES.find(({ id }) => id === ruleId);
    if (rule)
      this.add(
        rule,
        ruleId,
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
    const { ruleId, report } = schemaReport(problem, release, chart);
    found.addOwn(ruleId, [report]);
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
  found.addOwn('duplicate-key', duplicateReports(duplicates));
  found.addOwn('yaml-1.1-boolean', booleanWords(release.user, release.textOf));
  await checkSchemas(values, pack, found);
  const of = caseOfValues(pack, release);
  for (const rule of pack.rules) {
    const ruleId = `${pack.name}/${rule.id}`;
    if (!found.isOn(ruleId)) continue;
    const options = effectiveOptions(rule, settings.optionsOf(ruleId));
    found.add(rule, ruleId, reportsOf(rule, { ...of, options }, release.textOf));
  }
  return found.findings;
}

/** Keys that appear twice; each is shown at its second place. */
export const duplicateReports = (duplicates: readonly DuplicateKey[]): Report[] =>
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
