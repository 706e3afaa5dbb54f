import { lineIndex } from '../yaml/places.ts';
import { expiredIgnore, invalidIgnore, unusedIgnore } from './engine-rules.ts';
import type { EngineRule, FindingArgs, RawFinding } from './finding.ts';
import type { RuleNames } from './rule-names.ts';

/** A `# phasegate-ignore` comment as it is in a file. Lines count from 1; columns are offsets in the line. */
interface IgnoreComment {
  readonly file: string;
  readonly line: number;
  /** Offsets of the comment in the file. */
  readonly start: number;
  readonly end: number;
  /** The line it is about: its own, or the next one with something on it. */
  readonly target: number;
  readonly rules: readonly string[];
  readonly reason: string;
  /** `2027-01-31`, as it was written. */
  readonly until?: string;
}

const COMMENT = /(?:^|\s)(#[ \t]*phasegate-ignore\b[ \t]*(.*))$/;
const PARTS = /^([^:]*?)(?::[ \t]*(.*))?$/;
const UNTIL = /(?:^|\s)until=(\S+)/;

/** The next line that holds more than a comment, else the line itself. */
function targetOf(lines: readonly string[], index: number): number {
  const hasContent = (line: string): boolean => /^\s*[^\s#]/.test(line);
  if (hasContent(lines[index] ?? '')) return index + 1;
  const next = lines.findIndex((line, other) => other > index && hasContent(line));
  return next === -1 ? index + 1 : next + 1;
}

/** Reads the ignores of one file's text. */
export function ignoreComments(text: string, file: string): readonly IgnoreComment[] {
  if (!text.includes('phasegate-ignore')) return [];
  const lines = text.split(/\r\n|\r|\n/);
  const found: IgnoreComment[] = [];
  for (const [index, { comment, start }] of withOffsets(text)) {
    const [, words = '', rest = ''] = PARTS.exec(COMMENT.exec(comment)?.[2] ?? '') ?? [];
    const until = UNTIL.exec(rest)?.[1];
    found.push({
      file,
      line: index + 1,
      start,
      end: start + comment.trimEnd().length,
      target: targetOf(lines, index),
      rules: words.split(/[\s,]+/).filter((word) => word !== ''),
      reason: rest.replace(UNTIL, '').trim(),
      ...(until !== undefined && { until }),
    });
  }
  return found;
}

function* withOffsets(text: string): Generator<[number, { comment: string; start: number }]> {
  let index = 0;
  for (const { 0: line, index: offset } of text.matchAll(/[^\r\n]*(?:\r\n|\r|\n|$)/g)) {
    const bare = line.replace(/[\r\n]+$/, '');
    const comment = COMMENT.exec(bare)?.[1];
    if (comment !== undefined) yield [index, { comment, start: offset + bare.length - comment.length }];
    index += 1;
  }
}

export interface IgnoreContext {
  readonly textOf: (file: string) => string;
  /** Of every rule. */
  readonly names: RuleNames;
  /** `2026-11-21`: ignores whose end date lies before it have ended. */
  readonly today: string;
}

export interface Ignored {
  readonly findings: readonly RawFinding[];
  readonly ignored: number;
}

const isDate = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));

function aboutComment(rule: EngineRule, comment: IgnoreComment, args: FindingArgs): RawFinding[] {
  const { file, start, end } = comment;
  return [
    {
      rule,
      ruleId: rule.id,
      severity: rule.severity,
      message: rule.message(args),
      path: [],
      location: { kind: 'file', file, start, end },
    },
  ];
}

function mistake(comment: IgnoreComment, { names }: IgnoreContext) {
  const { rules, reason, until } = comment;
  const form = 'write # phasegate-ignore RULE: reason';
  if (rules.length === 0) return { problem: 'this ignore names no rule', remedy: form };
  const unknown = rules.map((name) => names.unknown(name)).find((one) => one !== undefined);
  if (unknown) return unknown;
  if (reason === '') return { problem: 'this ignore gives no reason', remedy: form };
  if (until !== undefined && !isDate(until))
    return { problem: `until=${until} is not a date`, remedy: 'write it as until=2027-01-31' };
  return undefined;
}

/** Removes what comments ignore, and reports ignores that are wrong, ended or needless. */
export function applyIgnores(
  findings: readonly RawFinding[],
  comments: readonly IgnoreComment[],
  context: IgnoreContext,
): Ignored {
  const about: RawFinding[] = [];
  const silenced = new Set<RawFinding>();
  for (const comment of comments) {
    const wrong = mistake(comment, context);
    if (wrong) about.push(...aboutComment(invalidIgnore, comment, wrong));
    else about.push(...follow(comment, findings, context, silenced));
  }
  return { findings: [...findings.filter((one) => !silenced.has(one)), ...about], ignored: silenced.size };
}

function follow(
  comment: IgnoreComment,
  findings: readonly RawFinding[],
  { textOf, today, names }: IgnoreContext,
  silenced: Set<RawFinding>,
): RawFinding[] {
  const { until, rules } = comment;
  if (until !== undefined && until < today)
    return aboutComment(expiredIgnore, comment, { rule: rules.join(', '), until });
  const lineOf = lineIndex(textOf(comment.file));
  const here = findings.filter(
    ({ location }) =>
      location.kind === 'file' &&
      location.file === comment.file &&
      lineOf(location.start).line === comment.target,
  );
  return rules.flatMap((name) => {
    const matching = here.filter(({ ruleId }) => names.means(name, ruleId));
    for (const finding of matching) silenced.add(finding);
    return matching.length > 0 ? [] : aboutComment(unusedIgnore, comment, { rule: name });
  });
}
