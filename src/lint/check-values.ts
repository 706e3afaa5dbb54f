import type { SchemaProblem } from '../chart/schema-problem.ts';
import type { RuleDescription } from '../pack.ts';
import { type ChartPack, schemaProblems } from '../release/chart-values.ts';
import { caseOfValues, type ReleaseValues } from '../release/from-values.ts';
import type { Message } from '../step/message.ts';
import type { DuplicateKey } from '../values/interpret.ts';
import { toJson } from '../values/tree.ts';
import { booleanWords } from './boolean-words.ts';
import { duplicateReports } from './duplicate-reports.ts';
import type { Report } from './finding.ts';
import { Locator } from './locate.ts';
import type { RawFinding } from './raw-finding.ts';
import { effectiveOptions, type RuleSettings } from './rule-settings.ts';
import { ENGINE_RULES } from './rules/index.ts';
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
