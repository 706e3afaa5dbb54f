import { type CheckDescription, describeChecks, everyPhase } from '../../checks/describe-check.ts';
import { DEBUG, usageError, valueOption } from '../../command-line.ts';
import type { EarlyExit } from '../../early-exit.ts';
import { RuleNames, type ShownRule, shownRules, shownRulesOf } from '../../lint/rule-names.ts';
import { nearest } from '../../nearest.ts';
import type { Pack } from '../../pack.ts';
import { SERVERS_READ } from '../../release/from-server.ts';
import { rulesAsJson, rulesAsMarkdown, rulesAsText, ruleText } from '../../report/lint/rule-docs.ts';
import { checkText } from '../../report/verify/check-docs.ts';
import { type CommandShape, readCommandLine } from '../command-line.ts';
import type { Command } from '../io.ts';
import { printResult, readFormat } from '../outputs.ts';
import { CONFIG_OPTIONS } from '../shared-options.ts';
import { CHECKS_OF_VERIFY } from '../verify/verify-release.ts';

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

/** Every check of verify and the gate: those of the engine, then the packs'. */
export async function documentedChecks(packs: readonly Pack[]): Promise<readonly CheckDescription[]> {
  const ofPacks = await Promise.all(packs.map(describeChecks));
  return [...[SERVERS_READ, ...CHECKS_OF_VERIFY].map(everyPhase), ...ofPacks.flat()];
}

const EXPLAIN_OPTIONS = { ...CONFIG_OPTIONS, debug: DEBUG };

const EXPLAIN_SHAPE: CommandShape<typeof EXPLAIN_OPTIONS> = {
  name: 'explain',
  options: EXPLAIN_OPTIONS,
  args: 'ID…',
  examples: {
    'a rule by name, with or without the pack': 'phasegate explain metastore-not-persistent',
    'what a message ends with': "phasegate explain '[A10 pyroscope/metastore-not-persistent]'",
    'rules by audit id': 'phasegate explain A1',
    'a check of verify': 'phasegate explain servers-read',
    'a closed gate': 'phasegate explain gate-closed',
    'what stores take and give': 'phasegate explain prometheus/compatibility',
  },
};

/** Pages of rules by name, with or without the pack, or by the id of the audit, and of checks by their id. */
function pagesNamed(
  name: string,
  rules: readonly ShownRule[],
  checks: readonly CheckDescription[],
): readonly string[] {
  const names = new RuleNames(rules);
  const isMeant = ({ ruleId, rule }: ShownRule): boolean =>
    names.means(name, ruleId) || (rule.audit?.includes(name.toUpperCase()) ?? false);
  return [...rules.filter(isMeant).map(ruleText), ...checks.filter(({ id }) => id === name).map(checkText)];
}

function unknownId(
  name: string,
  rules: readonly ShownRule[],
  checks: readonly CheckDescription[],
): EarlyExit {
  const ids = [...rules.flatMap(({ ruleId, rule }) => [ruleId, rule.id]), ...checks.map(({ id }) => id)];
  const near = nearest(name, [...new Set(ids)]);
  const hint = near === undefined ? 'phasegate rules and docs/checks.md list them' : `did you mean ${near}?`;
  return usageError(`no rule, check or audit id ${name}; ${hint}`);
}

/** An id of the engine's as if it were a pack's. */
const withoutPack = (name: string, packs: readonly Pack[]): readonly string[] =>
  packs.flatMap((pack) => (name.startsWith(`${pack.name}/`) ? [name.slice(pack.name.length + 1)] : []));

/** Pages of the packs about something else, each by its id with the pack in front or without. */
const topicsNamed = (name: string, packs: readonly Pack[]): readonly string[] =>
  packs.flatMap((pack) =>
    (pack.topics ?? []).flatMap(({ id, text }) =>
      name === id || name === `${pack.name}/${id}` ? [text()] : [],
    ),
  );

/** `phasegate explain ID`: of every id that a message holds. */
export const explain: Command = async (argv, io, packs) => {
  const { args } = readCommandLine(argv, EXPLAIN_SHAPE);
  if (args.length === 0)
    throw usageError(
      'explain needs an id, as messages end with one in brackets; phasegate rules lists those of rules',
    );
  const all = documentedRules(packs);
  const checks = await documentedChecks(packs);
  const names = args.flatMap((arg) => arg.split(/[\s[\],]+/).filter((name) => name !== ''));
  const pages = names.map((name) => {
    const topics = topicsNamed(name, packs);
    const named = [topics, ...[name, ...withoutPack(name, packs)].map((one) => pagesNamed(one, all, checks))];
    const found = named.find((some) => some.length > 0);
    if (found === undefined) throw unknownId(name, all, checks);
    return found;
  });
  // A row of the audit may be that of several rules: beside an id it says nothing more.
  const shown = pages.toSorted((one, other) => one.length - other.length);
  return printResult([...new Set(shown.flat())].join('\n'), io);
};
