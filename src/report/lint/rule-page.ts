import type { InvalidExample, RuleExample } from '../../lint/rule.ts';
import type { DocumentedRule } from './rule-text.ts';

const fenced = (yaml: string): string => `\`\`\`yaml\n${yaml.trimEnd()}\n\`\`\``;

function conditions({ chart, fromChart }: RuleExample): string {
  const said = [
    ...(chart === undefined ? [] : [`chart ${chart}`]),
    ...(fromChart === undefined ? [] : [`coming from chart ${fromChart}`]),
  ];
  return said.length === 0 ? '' : ` (${said.join(', ')})`;
}

function shown(title: string, example: RuleExample | InvalidExample): string {
  const before =
    example.fromValues === undefined ? '' : `Before:\n\n${fenced(example.fromValues)}\n\nAfter:\n\n`;
  const fix =
    'fixed' in example && example.fixed !== undefined
      ? `\n\nMended by \`--fix\`:\n\n${fenced(example.fixed)}`
      : '';
  return `${title}${conditions(example)}:\n\n${before}${fenced(example.values)}${fix}`;
}

function optionsTable({ options = {} }: DocumentedRule['rule']): string[] {
  const rows = Object.entries(options).map(
    ([name, { type, description, default: standard }]) =>
      `| ${name} | ${type} | ${JSON.stringify(standard)} | ${description} |`,
  );
  if (rows.length === 0) return [];
  return ['## Options', `| option | type | default | |\n|---|---|---|---|\n${rows.join('\n')}`];
}

/** A rule's page in the docs, as Markdown. */
export function rulePage({ ruleId, rule }: DocumentedRule): string {
  const { severity, summary, why, audit = [], since, sources, valid, invalid } = rule;
  const facts = [
    `Severity **${severity}**`,
    ...(audit.length > 0 ? [`audit ${audit.join(', ')}`] : []),
    `since ${since}`,
  ];
  return `${[
    `# ${ruleId}`,
    `${summary}.`,
    `${facts.join(' · ')}`,
    why,
    '## Examples',
    ...invalid.map((example) => shown('Reported', example)),
    ...valid.map((example) => shown('Fine', example)),
    ...optionsTable(rule),
    `From ${sources.join('; ')}.`,
  ].join('\n\n')}\n`;
}

/** The file of a rule's page, below docs/. */
export const pageOf = (ruleId: string): string => `rules/${ruleId}.md`;
