import { type LintSeverity, RANK, type RawFinding } from '../../lint/finding.ts';
import { type LintFinding, type LintResult, NO_PLACE } from '../../lint/lint-result.ts';
import type { Location } from '../../lint/locate.ts';
import { redactDocument } from '../../redaction.ts';
import { type LineIndex, lineIndex } from '../../yaml/places.ts';

interface FileText {
  readonly at: LineIndex;
  readonly text: string;
  /** Its lines with credentials hidden, once they are asked for. */
  lines?: readonly string[];
}

type Place = Pick<LintFinding, 'file' | 'flag' | 'line' | 'column' | 'endLine' | 'endColumn' | 'source'>;

/** Gives findings their texts and places. The one place where messages of the linter are made. */
export class FindingDescriber {
  private readonly files = new Map<string, FileText>();

  /** @param showsSource whether findings of a severity are shown with their source line, which takes time to redact */
  constructor(
    private readonly textOf: (file: string) => string,
    private readonly showsSource: (severity: LintSeverity) => boolean = () => true,
  ) {}

  /** @param file the one to name where a finding is about none of its places in particular */
  describe(
    { rule, ruleId, severity, message, path, location, fix, elements }: RawFinding,
    file: string,
  ): LintFinding {
    return {
      ruleId,
      audit: rule.audit ?? [],
      severity,
      ...message,
      ...(elements && { what: `${message.what} (${elements.join(', ')})` }),
      ...this.place(location, file, severity),
      path,
      fixable: fix !== undefined,
    };
  }

  private place(location: Location, file: string, severity: LintSeverity): Place {
    if (location.kind === 'flag') return { flag: location.flag, ...NO_PLACE };
    if (location.kind === 'start') return { ...(file !== '' && { file }), ...NO_PLACE };
    const read = this.read(location.file);
    const { length } = read.text;
    const start = read.at(Math.min(location.start, length));
    const end = read.at(Math.min(Math.max(location.end, location.start), length));
    const place = { file: location.file, ...start, endLine: end.line, endColumn: end.column };
    return this.showsSource(severity) ? { ...place, source: sourceOf(read, start.line) } : place;
  }

  private read(file: string): FileText {
    const known = this.files.get(file);
    if (known) return known;
    const text = this.textOf(file);
    const read: FileText = { at: lineIndex(text), text };
    this.files.set(file, read);
    return read;
  }
}

function sourceOf(read: FileText, line: number): string {
  read.lines ??= redactDocument(read.text).split(/\r\n|\r|\n/);
  return read.lines[line - 1] ?? '';
}

const compare = (one: string, other: string): number => (one < other ? -1 : Number(one > other));

/** By file, place and severity. */
export const inOrder = (one: LintFinding, other: LintFinding): number =>
  compare(one.file ?? '', other.file ?? '') ||
  one.line - other.line ||
  one.column - other.column ||
  RANK[other.severity] - RANK[one.severity] ||
  compare(one.ruleId, other.ruleId);

/** What a finding says in a sentence; the flag that set the value is in front, as no file can be pointed at. */
export const headline = ({ flag, what }: LintFinding): string =>
  flag === undefined ? what : `${flag}: ${what}`;

/** All that a finding says, in three lines, for formats that have one message a finding. */
export const messageText = (finding: LintFinding): string =>
  `${headline(finding)}\nwhy: ${finding.why}\ndo: ${finding.remedy}`;

/** A finding's rule as people see it, behind the ids of the audit that it comes from: `A6 pack/rule`. */
export const ruleLabel = ({ audit, ruleId }: LintFinding): string => [...audit, ruleId].join(' ');

/** A file's name as code hosts know it: relative names without a `./` in front. */
export const filePath = (file: string): string => file.replace(/^(?:\.\/+)+/, '');

/** The files that findings are in. */
export function filesWithFindings({ findings }: LintResult): Set<string> {
  return new Set(findings.flatMap(({ file }) => (file === undefined ? [] : [file])));
}

/** `values/prod.yaml:12:7`, or the flag that set the value. */
export const placeText = ({ file, line, column, flag }: LintFinding): string =>
  file === undefined ? (flag ?? 'values') : `${file}:${line}:${column}`;
