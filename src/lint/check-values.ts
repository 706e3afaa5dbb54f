import type { SchemaProblem } from '../chart/schema-problem.ts';
import { lazyByObject } from '../lazy.ts';
import type { RuleDescription } from '../pack.ts';
import { type ChartPack, defaultsOf, schemaProblems } from '../release/chart-values.ts';
import { caseOfValues, type ReleaseValues } from '../release/from-values.ts';
import type { DuplicateKey } from '../values/interpret.ts';
import { isNull, lookup, type MapNode, scalar, toJson, type ValueNode, walk } from '../values/tree.ts';
import { duplicateKey, nullInOwnValues, yaml11Boolean } from './engine-rules.ts';
import {
  type EngineRule,
  findingKey,
  type Message,
  RANK,
  type RawFinding,
  type Report,
  showPath,
  type ValuePath,
} from './finding.ts';
import { Locator } from './locate.ts';
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

/** Keys at which a problem says already what Helm reads them as. */
const unreadKeys = (problems: readonly SchemaProblem[]): ReadonlySet<string> =>
  new Set(problems.flatMap(({ kind, path }) => (kind === 'unknown-key' ? [showPath(path)] : [])));

/** The report about a key that is such a word; quotes are what is meant nearly always, and change what Helm reads. */
function booleanKey(
  node: ValueNode,
  path: readonly string[],
  textOf: (file: string) => string,
): Report | undefined {
  if (node.origin.kind !== 'file' || node.origin.key === undefined || node.origin.assigned) return undefined;
  const { file, key } = node.origin;
  const word = textOf(file).slice(key.start, key.end);
  const value = path.at(-1) ?? '';
  return BOOLEAN_WORD.test(word) && (value === 'true' || value === 'false')
    ? { at: node, on: 'key', args: { word, value, isKey: 1 } }
    : undefined;
}

/**
 * Booleans that are written as words which newer YAML takes for texts.
 * @param problems of the schema: where a text may well be meant, and what they say already
 */
function booleanWords(
  user: MapNode,
  textOf: (file: string) => string,
  problems: readonly SchemaProblem[],
): Report[] {
  const reports: Report[] = [];
  const strings = stringsWanted(problems);
  const unread = unreadKeys(problems);
  for (const [node, path] of walk(user)) {
    const aboutKey = unread.has(showPath(path)) ? undefined : booleanKey(node, path, textOf);
    if (aboutKey) reports.push(aboutKey);
    if (node.kind !== 'scalar' || typeof node.value !== 'boolean' || node.origin.kind !== 'file') continue;
    const { file, start, end, assigned } = node.origin;
    if (assigned !== undefined) continue;
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

/** One release's values, ready for the rules. */
export interface ValuesToCheck {
  readonly release: ReleaseValues;
  readonly duplicates: readonly DuplicateKey[];
  /** The keys of an umbrella's values that they are under. */
  readonly below?: ValuePath;
  /** A JSON Schema of the user's own, beside the pack's. */
  readonly ownSchema?: (values: unknown) => readonly SchemaProblem[];
  /** Keys that the chart does not read, but Helm, as the condition of a dependency. */
  readonly readByHelm?: readonly ValuePath[];
  /** Nulls for the chart in the values.yaml of an umbrella. */
  readonly ownNulls?: readonly PlacedNode[];
  /** The values.yaml of the chart's folder in the repository: a fork reads what is there. */
  readonly ownDefaults?: MapNode;
  /** What is written stands for several releases: no fix is right for all of them. */
  readonly isFilledIn?: boolean;
  /**
   * The release as it may be as well: of another chart version, or with layers that could not be read.
   * @param paths where there are findings: a layer that is not known may set what is there
   */
  readonly alternatives?: (paths: readonly ValuePath[]) => Promise<readonly ReleaseValues[]>;
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
const plainOf = lazyByObject((user: MapNode): unknown => toJson(user));

async function problemsIn(
  { release, ownSchema, readByHelm = [], ownDefaults }: ValuesToCheck,
  { charts: [chart] }: ChartPack,
): Promise<readonly SchemaProblem[]> {
  const plain = plainOf(release.user);
  const problems = [...(await schemaProblems(chart, release.chart, plain)), ...(ownSchema?.(plain) ?? [])];
  const read = new Set(readByHelm.map(showPath));
  const isRead = (path: SchemaProblem['path']): boolean =>
    read.has(showPath(path)) ||
    (ownDefaults !== undefined && lookup(ownDefaults, path.map(String)) !== undefined);
  return problems.filter(({ kind, path }) => kind !== 'unknown-key' || !isRead(path));
}

/** Values with more mistakes than this are not those of another chart version either. */
const MOST_WEIGHED = 1_000;

/** The highest rank of each finding. */
function ranksOf(findings: readonly RawFinding[]): ReadonlyMap<string, number> {
  const ranks = new Map<string, number>();
  for (const finding of findings) {
    const key = findingKey(finding);
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
  const certain = findings.filter(({ severity }) => severity !== 'info');
  for (const release of await alternatives(certain.map(({ path }) => path))) {
    const ranks = ranksOf(await findIn({ ...values, release }, pack, settings));
    findings = findings.map((finding) => atMost(ranks.get(findingKey(finding)) ?? RANK.info, finding));
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
  const { release, duplicates, below = [] } = values;
  const words = below.length === 0 ? undefined : inUmbrella(below, keysAtTop(pack, release));
  const found = new Collector(new Locator(release.user), settings);
  found.addOwn(duplicateKey, duplicateReports(duplicates));
  const problems = await problemsIn(values, pack);
  found.addOwn(yaml11Boolean, booleanWords(release.user, release.textOf, problems));
  found.addOwn(nullInOwnValues, nullReports(values, pack));
  for (const problem of problems) {
    const { rule, report } = schemaReport(problem, release, pack.charts[0], below);
    found.addOwn(rule, [report]);
  }
  const of = { ...caseOfValues(pack, release), options: {} };
  for (const rule of pack.rules) {
    const ruleId = `${pack.name}/${rule.id}`;
    if (!found.isOn(ruleId)) continue;
    const options = rule.options && effectiveOptions(rule, settings.optionsOf(ruleId));
    const reports = reportsOf(rule, options ? { ...of, options } : of, release.textOf);
    found.add(rule, ruleId, words ? reports.map(words) : reports);
  }
  return found.findings;
}

const keysAtTop = ({ charts: [chart] }: ChartPack, { chart: version }: ReleaseValues): readonly string[] => [
  ...defaultsOf(chart, version).entries.keys(),
];

/** Says of a report whose text names keys of the chart below which key of the umbrella they are: rules do not know it. */
function inUmbrella(
  below: ValuePath,
  keys: readonly string[],
): <T extends { readonly message: Message }>(report: T) => T {
  const path = new RegExp(`(?<![\\w.\\-/"])(?:${keys.join('|')})\\.[a-z"]`);
  return (report) => {
    const { what, remedy } = report.message;
    if (!path.test(what) && !path.test(remedy)) return report;
    return { ...report, message: { ...report.message, remedy: `below ${showPath(below)}, ${remedy}` } };
  };
}

/** Nulls that stand where the chart has a default. */
function nullReports(
  { release, ownNulls = [], below = [] }: ValuesToCheck,
  { charts: [chart] }: ChartPack,
): Report[] {
  const defaults = defaultsOf(chart, release.chart);
  return ownNulls.flatMap(({ node, path }) => {
    const standard = lookup(defaults, path);
    return standard === undefined || isNull(standard)
      ? []
      : [{ at: node, args: { key: showPath([...below, ...path]) } }];
  });
}

/** Keys that appear twice; each is shown at its second place. */
const duplicateReports = (duplicates: readonly DuplicateKey[]): Report[] =>
  duplicates.map(({ name, first, second }) => ({
    at: scalar(name, second),
    args: { key: name, line: first.line },
  }));
