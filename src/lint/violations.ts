import type { Case, Facts, Known, Place, Rule, ValuesEditor, Violation } from '../pack.ts';
import { severityOf, toldBy, violationPlaces } from '../rules/judge.ts';
import { isTagged, type Span, type ValueNode } from '../values/tree.ts';
import type { Fix, Report, TextEdit, ValuePath } from './finding.ts';

const pathOf = (place: Place): ValuePath => (place.in === 'values' ? place.path.map(String) : []);

const nodeOf = (place: Place | undefined): ValueNode | undefined =>
  place?.in === 'values' ? place.node : undefined;

type TextOf = (file: string) => string;

/** A text within the quotes, if any, that stand around what it is to replace: JSON stays JSON. */
function inSameQuotes(file: string, { start }: Span, text: string, textOf: TextOf): string {
  const quote = textOf(file)[start];
  return quote === '"' || quote === "'" ? `${quote}${text}${quote}` : text;
}

/** Collects edits of one file; one that cannot be made, or a second file, undoes them all. */
class FixCollector implements ValuesEditor {
  private file: string | undefined;
  private readonly edits: TextEdit[] = [];
  private readonly changes: ValuePath[] = [];
  private isBroken = false;

  constructor(private readonly textOf: TextOf) {}

  replace(value: Known<unknown> | Place | undefined, by: string | boolean): void {
    const place = value === undefined || 'in' in value ? value : value.place;
    const node = nodeOf(place);
    if (place === undefined || node?.kind !== 'scalar' || node.origin.kind !== 'file') {
      this.isBroken = true;
      return;
    }
    const { file, start, end, assigned } = node.origin;
    // What the object's own grammar makes of another text is not known here.
    if (assigned !== undefined || start === end || isTagged(this.textOf(file), start)) {
      this.isBroken = true;
      return;
    }
    const text = typeof by === 'boolean' ? String(by) : inSameQuotes(file, node.origin, by, this.textOf);
    this.add(file, { start, end, text }, [pathOf(place)]);
  }

  rename(place: Place, name: string): void {
    const node = nodeOf(place);
    const key = node?.origin.kind === 'file' ? node.origin.key : undefined;
    // The key of an embedded text has no place of its own where quotes or folding stand between.
    const isWhole = node?.origin.kind === 'file' && node.origin.assigned === undefined;
    if (node?.origin.kind !== 'file' || !isWhole || key === undefined || key.start === key.end) {
      this.isBroken = true;
      return;
    }
    const { file } = node.origin;
    const path = pathOf(place);
    this.add(file, { ...key, text: inSameQuotes(file, key, name, this.textOf) }, [
      path,
      [...path.slice(0, -1), name],
    ]);
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

function fixOf({ fixValues }: Violation, textOf: TextOf): Fix | undefined {
  if (fixValues === undefined) return undefined;
  const collector = new FixCollector(textOf);
  fixValues(collector);
  return collector.fix;
}

/** Several components share one value: it is one mistake. A flag such as --set-json gives many values one origin. */
function once(violations: readonly Violation[]): readonly Violation[] {
  const seen = new Set<unknown>();
  return violations.filter((violation) => {
    const [place] = violationPlaces(violation);
    const origin = nodeOf(place)?.origin;
    const key = origin?.kind === 'file' ? origin : place && pathOf(place).join('\0');
    return !seen.has(key) && seen.add(key);
  });
}

/** A report of a pack's rule: its text is the violation's own. */
export type ViolationReport = Report & Required<Pick<Report, 'message' | 'severity'>>;

/** What a rule says about values, with the fix that --fix would make. @param textOf the text of a file */
export function reportsOf<F extends Facts>(
  rule: Rule<F>,
  of: Case<F>,
  textOf: TextOf,
): readonly ViolationReport[] {
  const told = toldBy(rule, of);
  if (told.length === 0) return [];
  return once(told).map((violation) => {
    const [place] = violationPlaces(violation);
    const fix = fixOf(violation, textOf);
    return {
      at: place?.in === 'values' ? (place.node ?? pathOf(place)) : [],
      ...(place?.in === 'values' && { on: place.on }),
      severity: severityOf(rule, violation),
      message: { what: violation.what, why: violation.why ?? rule.why, remedy: violation.fix },
      ...(fix && { fix }),
    };
  });
}
