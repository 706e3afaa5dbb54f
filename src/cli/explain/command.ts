import { namesRule, unknownRule } from '../../lint/rule-names.ts';
import { ENGINE_RULES } from '../../lint/rules/index.ts';
import { loadValuesPacks } from '../../packs/values-packs.ts';
import { type DocumentedRule, ruleText } from '../../report/lint/rule-docs.ts';
import { type CommandShape, readCommandLine } from '../command-line.ts';
import { endUsage, fail, writeResult } from '../finish.ts';
import type { Command } from '../io.ts';

const SHAPE: CommandShape = {
  name: 'phasegate explain',
  description: 'tell what a rule of lint is about, what was seen, and how to mend it',
  options: [],
  args: 'RULE…',
};

/** Every rule of lint as it is shown: the engine's own, then the packs'. */
export async function documentedRules(): Promise<readonly DocumentedRule[]> {
  const packs = await loadValuesPacks();
  return [
    ...ENGINE_RULES.map((rule) => ({ ruleId: rule.id, rule })),
    ...packs.flatMap(({ name, rules }) => rules.map((rule) => ({ ruleId: `${name}/${rule.id}`, rule }))),
  ];
}

/** Rules by name, with or without the pack, or by the id of the audit. */
const matching = (rules: readonly DocumentedRule[], name: string): readonly DocumentedRule[] =>
  rules.filter(({ ruleId, rule }) => namesRule(name, ruleId) || rule.audit?.includes(name.toUpperCase()));

/** `phasegate explain RULE`. */
export const explain: Command = async (argv, io) => {
  const read = readCommandLine(argv, SHAPE);
  if (!read.ok) return endUsage(read.error, io);
  const { args } = read.value;
  if (args.length === 0)
    return fail(io, 'phasegate: explain takes the name of a rule; phasegate rules lists them');
  const rules = await documentedRules();
  for (const name of args) {
    const unknown =
      matching(rules, name).length === 0 &&
      unknownRule(
        name,
        rules.map(({ ruleId }) => ruleId),
      );
    if (unknown) return fail(io, `phasegate: ${unknown.problem}; ${unknown.remedy}`);
  }
  return writeResult(
    args
      .flatMap((name) => matching(rules, name))
      .map(ruleText)
      .join('\n'),
    io,
  );
};
