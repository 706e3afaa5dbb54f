import type { LoadedConfig, RuleEntries } from '../../config/config.ts';
import type { LintRule } from '../../lint/rule.ts';
import { namesRule, unknownRule } from '../../lint/rule-names.ts';
import { nearest } from '../../nearest.ts';

type Path = readonly (string | number)[];

interface Named {
  readonly name: string;
  readonly path: Path;
  readonly options: readonly string[];
}

const inRules = (rules: RuleEntries | undefined, path: Path): Named[] =>
  Object.entries(rules ?? {}).map(([name, entry]) => ({
    name,
    path: [...path, name],
    options: typeof entry === 'string' ? [] : Object.keys(entry.options ?? {}),
  }));

function rulesNamed({ config: { lint = {} } }: LoadedConfig): Named[] {
  const ignores = lint.ignores ?? [];
  return [
    ...inRules(lint.rules, ['lint', 'rules']),
    ...ignores.map(({ rule }, index) => ({
      name: rule,
      path: ['lint', 'ignores', index, 'rule'],
      options: [],
    })),
    ...(lint.overrides ?? []).flatMap(({ rules }, index) =>
      inRules(rules, ['lint', 'overrides', index, 'rules']),
    ),
  ];
}

function unknownOption({ name, options }: Named, rules: readonly LintRule[]): string | undefined {
  const known = rules.filter(({ id }) => namesRule(id, name) || namesRule(name, id));
  const names = known.flatMap((rule) => Object.keys(rule.options ?? {}));
  const unknown = options.find((option) => !names.includes(option));
  if (unknown === undefined) return undefined;
  const near = nearest(unknown, names);
  const remedy = near === undefined ? `it has ${names.join(', ') || 'none'}` : `did you mean ${near}?`;
  return `${name} has no option ${unknown}; ${remedy}`;
}

/** The first rule, or option of a rule, that the config names and nobody knows, as the message for exit code 2. */
export function unknownInConfig(
  loaded: LoadedConfig | undefined,
  ruleIds: readonly string[],
  rules: readonly LintRule[],
): string | undefined {
  if (!loaded) return undefined;
  for (const named of rulesNamed(loaded)) {
    const unknown = unknownRule(named.name, ruleIds);
    const problem = unknown ? `${unknown.problem}; ${unknown.remedy}` : unknownOption(named, rules);
    if (problem !== undefined) return `${loaded.file}:${loaded.placeOf(named.path)}: error: ${problem}`;
  }
  return undefined;
}
