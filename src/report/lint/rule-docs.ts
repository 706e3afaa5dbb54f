import type { InvalidExample, LintRule, RuleExample } from '../../lint/rule.ts';

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

function optionLines({ options: all = {} }: LintRule): string[] {
  const lines = Object.entries(all).map(
    ([name, { type, description, default: standard }]) =>
      `  ${name}: ${description} (${type}, default ${JSON.stringify(standard)})`,
  );
  return lines.length === 0 ? [] : ['options (in phasegate.yaml, under lint.rules):', ...lines];
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
    ...optionLines(rule),
    `since ${since}; from ${sources.join('; ')}`,
  ].join('\n')}\n`;
}

const fenced = (yaml: string): string => `\`\`\`yaml\n${yaml.trimEnd()}\n\`\`\``;

function pageConditions({ chart, fromChart }: RuleExample): string {
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
      ? `\n\nFixed by \`--fix\`:\n\n${fenced(example.fixed)}`
      : '';
  return `${title}${pageConditions(example)}:\n\n${before}${fenced(example.values)}${fix}`;
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

const SEVERITY_WIDTH = 'warning'.length;

/** One line a rule. */
export function rulesAsText(rules: readonly DocumentedRule[]): string {
  const width = Math.max(...rules.map(({ ruleId }) => ruleId.length));
  const lines = rules.map(
    ({ ruleId, rule }) => `${ruleId.padEnd(width)}  ${rule.severity.padEnd(SEVERITY_WIDTH)}  ${rule.summary}`,
  );
  return `${lines.join('\n')}\n`;
}

/** A table. @param pages where the rules' pages lie, to link to them */
export function rulesAsMarkdown(rules: readonly DocumentedRule[], pages?: string): string {
  const rows = rules.map(({ ruleId, rule }) => {
    const marks = [...(rule.audit ?? []), ...(hasFix(rule) ? ['fix'] : [])].join(', ');
    const name = pages === undefined ? ruleId : `[${ruleId}](${pages}${pageOf(ruleId)})`;
    return `| ${name} | ${rule.severity} | ${marks} | ${rule.summary.replaceAll('|', '\\|')} |`;
  });
  return `| rule | severity | audit | description |\n|---|---|---|---|\n${rows.join('\n')}\n`;
}

const hasFix = ({ invalid }: DocumentedRule['rule']): boolean =>
  invalid.some(({ fixed }) => fixed !== undefined);

export function rulesAsJson(rules: readonly DocumentedRule[]): string {
  const plain = rules.map(({ ruleId, rule }) => {
    const { severity, summary, why, audit = [], since, sources, options = {} } = rule;
    return { ruleId, severity, summary, why, audit, since, sources, options, fixable: hasFix(rule) };
  });
  return `${JSON.stringify(plain, null, 2)}\n`;
}
