import { RuleNames, type ShownRule, shownRules, shownRulesOf } from '../../lint/rule-names.ts';
import type { Pack } from '../../pack.ts';
import { rulesAsJson, rulesAsMarkdown, rulesAsText, ruleText } from '../../report/lint/rule-docs.ts';
import { type CommandShape, DEBUG, readCommandLine, usageError, valueOption } from '../command-line.ts';
import type { Command } from '../io.ts';
import { printResult, readFormat } from '../outputs.ts';
import { CONFIG_OPTIONS } from '../shared-options.ts';

/** Every rule as the docs list it: those of each pack by name. */
export const documentedRules = (packs: readonly Pack[]): readonly ShownRule[] => [
  ...shownRules([]),
  ...packs.flatMap((pack) =>
    shownRulesOf(pack).toSorted((one, other) => (one.ruleId < other.ruleId ? -1 : 1)),
  ),
];

const FORMATS = { text: rulesAsText, markdown: rulesAsMarkdown, json: rulesAsJson };

const RULES_OPTIONS = {
  format: valueOption('--format <name>', 'text, markdown or json', { default: 'text' }),
  ...CONFIG_OPTIONS,
  debug: DEBUG,
};

const RULES_SHAPE: CommandShape<typeof RULES_OPTIONS> = {
  name: 'rules',
  options: RULES_OPTIONS,
  examples: {
    'list every rule with its severity': 'phasegate rules',
    'as JSON': 'phasegate rules --format json',
  },
};

/** `phasegate rules`. */
export const rules: Command = async (argv, io, packs) => {
  const { flags } = readCommandLine(argv, RULES_SHAPE);
  const format = readFormat(flags.format ?? 'text', FORMATS);
  return printResult(FORMATS[format](documentedRules(packs)), io);
};

const EXPLAIN_OPTIONS = { ...CONFIG_OPTIONS, debug: DEBUG };

const EXPLAIN_SHAPE: CommandShape<typeof EXPLAIN_OPTIONS> = {
  name: 'explain',
  options: EXPLAIN_OPTIONS,
  args: 'RULE…',
  examples: {
    'by name, with or without the pack': 'phasegate explain unknown-key',
    'by audit id': 'phasegate explain A1',
  },
};

/** Rules by name, with or without the pack, or by the id of the audit. */
const rulesNamed = (all: readonly ShownRule[], name: string, names: RuleNames): readonly ShownRule[] =>
  all.filter(({ ruleId, rule }) => names.means(name, ruleId) || rule.audit?.includes(name.toUpperCase()));

/** `phasegate explain RULE`. */
export const explain: Command = async (argv, io, packs) => {
  const { args } = readCommandLine(argv, EXPLAIN_SHAPE);
  if (args.length === 0) throw usageError('explain needs the name of a rule; phasegate rules lists them');
  const all = documentedRules(packs);
  const names = new RuleNames(all);
  const found = args.map((name) => {
    const named = rulesNamed(all, name, names);
    const unknown = named.length === 0 ? names.unknown(name) : undefined;
    if (unknown) throw usageError(`${unknown.problem}; ${unknown.remedy}`);
    return named;
  });
  return printResult(found.flat().map(ruleText).join('\n'), io);
};
