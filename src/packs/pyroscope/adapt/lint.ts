import type { Fix, Report, TextEdit, ValuePath } from '../../../lint/finding.ts';
import type { InvalidExample, RuleExample, RuleOptions } from '../../../lint/rule.ts';
import type { Example, Known, Place, ValuesEditor, Violation } from '../../../pack.ts';
import { placesOf, severityOf, toldBy } from '../../../rules/judge.ts';
import type { ValueNode } from '../../../values/tree.ts';
import type { PyroscopeCase, PyroscopeRule, PyroscopeState } from '../read/facts.ts';
import { stateOfValues } from '../read/values.ts';
import type { PyroscopeRule as LintRule } from '../rules/rule.ts';
import { inSameQuotes } from '../rules/shared/same-quotes.ts';
import type { PyroscopeChange, PyroscopeValues } from '../values/pyroscope-values.ts';

const states = new WeakMap<PyroscopeValues, PyroscopeState>();

/** The state of one side, read once for all rules. */
function stateOf(values: PyroscopeValues): PyroscopeState {
  const read = states.get(values);
  if (read) return read;
  const state = stateOfValues(values);
  states.set(values, state);
  return state;
}

function caseOf(values: PyroscopeChange, options: RuleOptions): PyroscopeCase {
  const { previous } = values;
  return {
    now: stateOf(values),
    ...(previous && { before: stateOf(previous) }),
    asked: () => undefined,
    options,
    clock: Date.now(),
  };
}

const pathOf = (place: Place): ValuePath => (place.in === 'values' ? place.path.map(String) : []);

const nodeOf = (place: Place | undefined): ValueNode | undefined =>
  place?.in === 'values' ? place.node : undefined;

/** Collects edits of one file; one that cannot be made, or a second file, undoes them all. */
class FixCollector implements ValuesEditor {
  private file: string | undefined;
  private readonly edits: TextEdit[] = [];
  private readonly changes: ValuePath[] = [];
  private isBroken = false;

  constructor(private readonly textOf: (file: string) => string) {}

  replace(value: Known<unknown> | Place | undefined, by: string | boolean): void {
    const place = value === undefined || 'in' in value ? value : value.place;
    const node = nodeOf(place);
    if (place === undefined || node?.kind !== 'scalar' || node.origin.kind !== 'file') {
      this.isBroken = true;
      return;
    }
    const { file, start, end } = node.origin;
    if (start === end) {
      this.isBroken = true;
      return;
    }
    const text = typeof by === 'boolean' ? String(by) : inSameQuotes(node, by, this.textOf);
    this.add(file, { start, end, text }, [pathOf(place)]);
  }

  rename(place: Place, name: string): void {
    const node = nodeOf(place);
    const key = node?.origin.kind === 'file' ? node.origin.key : undefined;
    // The key of an embedded text has no place of its own where quotes or folding stand between.
    if (node?.origin.kind !== 'file' || key === undefined || key.start === key.end) {
      this.isBroken = true;
      return;
    }
    const path = pathOf(place);
    this.add(node.origin.file, { ...key, text: name }, [path, [...path.slice(0, -1), name]]);
  }

  private add(file: string, edit: TextEdit, changes: readonly ValuePath[]): void {
    if (this.file !== undefined && this.file !== file) {
      this.isBroken = true;
      return;
    }
    this.file = file;
    this.edits.push(edit);
    this.changes.push(...changes);
  }

  get fix(): Fix | undefined {
    if (this.isBroken || this.file === undefined) return undefined;
    return { file: this.file, edits: this.edits, changes: this.changes };
  }
}

function fixOf(violation: Violation, textOf: (file: string) => string): Fix | undefined {
  if (violation.fixValues === undefined) return undefined;
  const collector = new FixCollector(textOf);
  violation.fixValues(collector);
  return collector.fix;
}

function reportOf(rule: PyroscopeRule, violation: Violation, textOf: (file: string) => string): Report {
  const [place] = placesOf(violation);
  const at = place?.in === 'values' ? (place.node ?? pathOf(place)) : [];
  const fix = fixOf(violation, textOf);
  return {
    at,
    ...(place?.in === 'values' && { on: place.on }),
    severity: severityOf(rule, violation),
    message: { what: violation.what, why: violation.why ?? rule.why, remedy: violation.fix },
    ...(fix && { fix }),
  };
}

/** Several components share one value: it is one mistake. A flag such as --set-json gives many values one origin. */
function once(violations: readonly Violation[]): readonly Violation[] {
  const seen = new Set<unknown>();
  return violations.filter((violation) => {
    const [place] = placesOf(violation);
    const origin = nodeOf(place)?.origin;
    const key = origin?.kind === 'file' ? origin : place && pathOf(place).join('\0');
    return !seen.has(key) && seen.add(key);
  });
}

const exampleOf = ({ values = '', chart, fromChart, before }: Example): RuleExample => ({
  values,
  ...(chart !== undefined && { chart }),
  ...(fromChart !== undefined && { fromChart }),
  ...(before !== undefined && { fromValues: before }),
});

const badExample = (example: Example): InvalidExample => ({
  ...exampleOf(example),
  at: example.at ?? '',
  ...(example.after !== undefined && { fixed: example.after }),
});

/** What lint can judge: it knows no history. */
const ofValues = ({ values, history }: Example): boolean => values !== undefined && history === undefined;

const typeOf = (value: unknown): 'string' | 'number' | 'boolean' | 'list of strings' => {
  if (typeof value === 'number' || typeof value === 'boolean') return typeof value as 'number';
  return Array.isArray(value) ? 'list of strings' : 'string';
};

/** A rule as the linter takes it today. */
export function asLintRule(rule: PyroscopeRule): LintRule {
  const { id, severity, summary, why, details, audit, sources = [], good = [], bad, options } = rule;
  return {
    id,
    severity,
    summary,
    why: details === undefined ? why : `${why}\n\n${details}`,
    ...(audit && { audit }),
    ...(rule.formerly && { formerly: rule.formerly }),
    since: '0.2.0',
    sources,
    valid: good.filter(ofValues).map(exampleOf),
    invalid: bad.filter(ofValues).map(badExample),
    ...(options && {
      options: Object.fromEntries(
        Object.entries(options).map(([name, one]) => [
          name,
          { description: one.summary, type: typeOf(one.default), default: one.default },
        ]),
      ),
    }),
    message: () => ({ what: summary, why, remedy: '' }),
    check: (values, given) =>
      once(toldBy(rule, caseOf(values, given))).map((one) => reportOf(rule, one, values.textOf)),
  };
}

/** Any rule of the pack as the linter takes it. */
export const lintable = (rule: LintRule | PyroscopeRule): LintRule =>
  'judge' in rule ? asLintRule(rule) : rule;
