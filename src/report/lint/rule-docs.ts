import type { RuleInfo } from '../../lint/lint-result.ts';
import type { ShownRule } from '../../lint/rule-names.ts';
import type { Example, OptionValue, RuleDescription } from '../../pack.ts';

/** Why a rule is there, and all that is known of it. */
const whole = ({ why, details }: RuleDescription): string =>
  details === undefined ? why : `${why}\n\n${details}`;

/** What formats carry along of a rule. */
export const ruleInfo = ({ ruleId, rule }: ShownRule): RuleInfo => ({
  ruleId,
  severity: rule.severity,
  summary: rule.summary,
  why: whole(rule),
});

/** Examples of values are the shorter ones; manifests are shown for rules that only they can reach. */
function shownExamples({ bad, good = [] }: RuleDescription) {
  const ofValues = ({ values, history }: Example): boolean => values !== undefined && history === undefined;
  const reported = bad.filter(ofValues);
  return { reported: reported.length > 0 ? reported : bad.slice(0, 1), fine: good.filter(ofValues) };
}

function yamlOf({ values, manifests = '', running, peer }: Example): string {
  if (values !== undefined) return values;
  const beside = [
    ...(peer === undefined ? [] : [`---\n# what --peer holds\n${peer}`]),
    ...(running === undefined ? [] : [`---\n# what the servers print\n${running}`]),
  ];
  return [manifests, ...beside].join('');
}

const typeOf = (value: OptionValue): string => (Array.isArray(value) ? 'list of strings' : typeof value);

const indented = (text: string): string => text.trimEnd().replace(/^(?=.)/gm, '    ');

function conditions({ chart, fromChart, before: earlier }: Example): string {
  const said = [
    ...(chart === undefined ? [] : [`chart ${chart}`]),
    ...(fromChart === undefined ? [] : [`from chart ${fromChart}`]),
  ].join(', ');
  const before = earlier === undefined ? '' : `\n${indented(`# before\n${earlier}`)}\n${indented('# after')}`;
  return `${said === '' ? '' : ` (${said})`}:${before}`;
}

const example = (title: string, one: Example): string =>
  `  ${title}${conditions(one)}\n${indented(yamlOf(one))}`;

function optionLines({ options: all = {} }: RuleDescription): string[] {
  const lines = Object.entries(all).map(
    ([name, { summary, default: standard }]) =>
      `  ${name}: ${summary} (${typeOf(standard)}, default ${JSON.stringify(standard)})`,
  );
  return lines.length === 0 ? [] : ['options (in phasegate.yaml, under lint.rules):', ...lines];
}

/** All that is known of a rule, for a terminal. */
export function ruleText({ ruleId, rule }: ShownRule): string {
  const { severity, summary, audit = [], sources = [] } = rule;
  const { reported, fine } = shownExamples(rule);
  const [bad] = reported;
  const [good] = fine;
  return `${[
    `${ruleId} (${severity}${audit.length > 0 ? `, ${audit.join(', ')}` : ''}): ${summary}`,
    '',
    indented(whole(rule)).replaceAll(/^ {4}/gm, '  '),
    '',
    ...(bad ? [example('reported', bad)] : []),
    ...(good ? [example('fine', good)] : []),
    ...optionLines(rule),
    ...(sources.length > 0 ? [`from ${sources.join('; ')}`] : []),
  ].join('\n')}\n`;
}

const fenced = (yaml: string): string => `\`\`\`yaml\n${yaml.trimEnd()}\n\`\`\``;

function pageConditions({ chart, fromChart }: Example): string {
  const said = [
    ...(chart === undefined ? [] : [`chart ${chart}`]),
    ...(fromChart === undefined ? [] : [`coming from chart ${fromChart}`]),
  ];
  return said.length === 0 ? '' : ` (${said.join(', ')})`;
}

function shown(title: string, example: Example): string {
  const before = example.before === undefined ? '' : `Before:\n\n${fenced(example.before)}\n\nAfter:\n\n`;
  const fix =
    example.after === undefined || example.values === undefined
      ? ''
      : `\n\nFixed by \`--fix\`:\n\n${fenced(example.after)}`;
  return `${title}${pageConditions(example)}:\n\n${before}${fenced(yamlOf(example))}${fix}`;
}

function optionsTable({ options = {} }: ShownRule['rule']): string[] {
  const rows = Object.entries(options).map(
    ([name, { summary, default: standard }]) =>
      `| ${name} | ${typeOf(standard)} | ${JSON.stringify(standard)} | ${summary} |`,
  );
  if (rows.length === 0) return [];
  return ['## Options', `| option | type | default | |\n|---|---|---|---|\n${rows.join('\n')}`];
}

/** A rule's page in the docs, as Markdown. */
export function rulePage({ ruleId, rule }: ShownRule): string {
  const { severity, summary, audit = [], sources = [] } = rule;
  const { reported, fine } = shownExamples(rule);
  const facts = [`Severity **${severity}**`, ...(audit.length > 0 ? [`audit ${audit.join(', ')}`] : [])];
  return `${[
    `# ${ruleId}`,
    `${summary}.`,
    `${facts.join(' · ')}`,
    whole(rule),
    ...(reported.length > 0 ? ['## Examples'] : []),
    ...reported.map((example) => shown('Reported', example)),
    ...fine.map((example) => shown('Fine', example)),
    ...optionsTable(rule),
    ...(sources.length > 0 ? [`From ${sources.join('; ')}.`] : []),
  ].join('\n\n')}\n`;
}

/** The file of a rule's page, below docs/. */
export const pageOf = (ruleId: string): string => `rules/${ruleId}.md`;

const SEVERITY_WIDTH = 'warning'.length;

/** One line a rule. */
export function rulesAsText(rules: readonly ShownRule[]): string {
  const width = Math.max(...rules.map(({ ruleId }) => ruleId.length));
  const lines = rules.map(
    ({ ruleId, rule }) => `${ruleId.padEnd(width)}  ${rule.severity.padEnd(SEVERITY_WIDTH)}  ${rule.summary}`,
  );
  return `${lines.join('\n')}\n`;
}

/** A table. @param pages where the rules' pages lie, to link to them */
export function rulesAsMarkdown(rules: readonly ShownRule[], pages?: string): string {
  const rows = rules.map(({ ruleId, rule }) => {
    const marks = [...(rule.audit ?? []), ...(hasFix(rule) ? ['fix'] : [])].join(', ');
    const name = pages === undefined ? ruleId : `[${ruleId}](${pages}${pageOf(ruleId)})`;
    return `| ${name} | ${rule.severity} | ${marks} | ${rule.summary.replaceAll('|', '\\|')} |`;
  });
  return `| rule | severity | audit | description |\n|---|---|---|---|\n${rows.join('\n')}\n`;
}

const hasFix = ({ bad }: RuleDescription): boolean =>
  bad.some(({ values, after }) => values !== undefined && after !== undefined);

export function rulesAsJson(rules: readonly ShownRule[]): string {
  const plain = rules.map(({ ruleId, rule }) => {
    const { severity, summary, audit = [], sources = [], options = {} } = rule;
    const described = Object.entries(options).map(([name, { summary: description, default: standard }]) => [
      name,
      { description, type: typeOf(standard), default: standard },
    ]);
    return {
      ...{ ruleId, severity, summary, why: whole(rule), audit, sources },
      options: Object.fromEntries(described),
      fixable: hasFix(rule),
    };
  });
  return `${JSON.stringify(plain, null, 2)}\n`;
}
