import type { LintRule, RuleExample } from '../../lint/rule.ts';

/** A rule under the name it is shown by. */
export interface DocumentedRule {
  readonly ruleId: string;
  readonly rule: LintRule;
}

const indented = (text: string): string => text.trimEnd().replace(/^(?=.)/gm, '    ');

function conditions({ chart, fromChart, fromValues }: RuleExample): string {
  const said = [
    ...(chart === undefined ? [] : [`chart ${chart}`]),
    ...(fromChart === undefined ? [] : [`from chart ${fromChart}`]),
  ].join(', ');
  const before =
    fromValues === undefined ? '' : `\n${indented(`# before\n${fromValues}`)}\n${indented('# after')}`;
  return `${said === '' ? '' : ` (${said})`}:${before}`;
}

const example = (title: string, one: RuleExample): string =>
  `  ${title}${conditions(one)}\n${indented(one.values)}`;

function options({ options: all = {} }: LintRule): string[] {
  const lines = Object.entries(all).map(
    ([name, { type, description, default: standard }]) =>
      `  ${name}: ${description} (${type}, default ${JSON.stringify(standard)})`,
  );
  return lines.length === 0 ? [] : ['options, in phasegate.yaml below lint.rules:', ...lines];
}

/** All that is known of a rule, for a terminal. */
export function ruleText({ ruleId, rule }: DocumentedRule): string {
  const { severity, summary, why, audit = [], sources, invalid, valid, since } = rule;
  const [bad] = invalid;
  const [good] = valid;
  return `${[
    `${ruleId} (${severity}${audit.length > 0 ? `, ${audit.join(', ')}` : ''}): ${summary}`,
    '',
    indented(why).replaceAll(/^ {4}/gm, '  '),
    '',
    ...(bad ? [example('reported', bad)] : []),
    ...(good ? [example('fine', good)] : []),
    ...options(rule),
    `since ${since}; from ${sources.join('; ')}`,
  ].join('\n')}\n`;
}
