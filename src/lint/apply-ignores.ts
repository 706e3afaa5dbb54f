import { lineIndex } from '../yaml/places.ts';
import { ENGINE_RULES } from './engine-rules.ts';
import type { FindingArgs, RawFinding } from './finding.ts';
import type { IgnoreComment } from './ignore-comments.ts';
import type { RuleNames } from './rule-names.ts';

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

function aboutComment(ruleId: string, comment: IgnoreComment, args: FindingArgs): RawFinding[] {
  const rule = ENGINE_RULES.find(({ id }) => id === ruleId);
  if (!rule) return [];
  const { file, start, end } = comment;
  return [
    {
      rule,
      ruleId,
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
    if (wrong) about.push(...aboutComment('invalid-ignore', comment, wrong));
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
    return aboutComment('expired-ignore', comment, { rule: rules.join(', '), until });
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
    return matching.length > 0 ? [] : aboutComment('unused-ignore', comment, { rule: name });
  });
}
