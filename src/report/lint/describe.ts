import type { LintFinding } from '../../lint/lint-result.ts';
import type { Location } from '../../lint/locate.ts';
import type { RawFinding } from '../../lint/raw-finding.ts';
import { type LineIndex, lineIndex } from '../../values/line-index.ts';
import { redactDocument } from '../redact.ts';

interface FileText {
  readonly at: LineIndex;
  readonly lines: readonly string[];
  readonly length: number;
}

type Place = Pick<LintFinding, 'file' | 'flag' | 'line' | 'column' | 'endLine' | 'endColumn' | 'source'>;

const START = { line: 1, column: 1, endLine: 1, endColumn: 1 };

/** Gives findings their texts and places. The one place where messages of the linter are made. */
export class FindingDescriber {
  private readonly files = new Map<string, FileText>();
  private readonly textOf: (file: string) => string;

  constructor(textOf: (file: string) => string) {
    this.textOf = textOf;
  }

  /** @param file the one to name where a finding is about none of its places in particular */
  describe({ rule, ruleId, severity, args, path, location, fix }: RawFinding, file: string): LintFinding {
    return {
      ruleId,
      audit: rule.audit ?? [],
      severity,
      ...rule.message(args),
      ...this.place(location, file),
      path,
      fixable: fix !== undefined,
    };
  }

  private place(location: Location, file: string): Place {
    if (location.kind === 'flag') return { flag: location.flag, ...START };
    if (location.kind === 'start') return { ...(file !== '' && { file }), ...START };
    const { at, lines, length } = this.read(location.file);
    const start = at(Math.min(location.start, length));
    const end = at(Math.min(Math.max(location.end, location.start), length));
    const source = lines[start.line - 1] ?? '';
    return { file: location.file, ...start, endLine: end.line, endColumn: end.column, source };
  }

  private read(file: string): FileText {
    const known = this.files.get(file);
    if (known) return known;
    const text = this.textOf(file);
    const lines = redactDocument(text).split(/\r\n|\r|\n/);
    const read = { at: lineIndex(text), lines, length: text.length };
    this.files.set(file, read);
    return read;
  }
}

const RANK = { error: 0, warning: 1, info: 2 } as const;

/** By file, place and severity. */
export function inOrder(one: LintFinding, other: LintFinding): number {
  const byFile = (one.file ?? '').localeCompare(other.file ?? '', 'en');
  if (byFile !== 0) return byFile;
  return (
    one.line - other.line ||
    one.column - other.column ||
    RANK[one.severity] - RANK[other.severity] ||
    one.ruleId.localeCompare(other.ruleId, 'en')
  );
}
