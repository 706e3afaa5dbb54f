import { nearest } from '../nearest.ts';
import type { Pack, RuleDescription, RuleOptions } from '../pack.ts';
import { NO_RELEASE } from '../release/recognise.ts';
import { rulesOf } from '../rules/rules-of-pack.ts';
import { GATE_RULES } from '../step/gate-findings.ts';
import { ENGINE_RULES } from './engine-rules.ts';
import type { LintSeverity } from './finding.ts';

/** A rule beside its name. */
export interface ShownRule {
  /** As it is shown: `unknown-key`, `pyroscope/both-layers-off`. */
  readonly ruleId: string;
  readonly rule: RuleDescription;
}

/** The rules of a pack, in its order. */
export const shownRulesOf = (pack: Pack): readonly ShownRule[] =>
  rulesOf(pack).map((rule) => ({ ruleId: `${pack.name}/${rule.id}`, rule }));

/** What render and plan say of a run as a whole: no rule is judged for it, and no values or manifests are an example. */
export const RUN_RULES: readonly RuleDescription[] = [NO_RELEASE, ...GATE_RULES];

/** Every rule that can be named: the engine's own, then the packs'. */
export const shownRules = (packs: readonly Pack[]): readonly ShownRule[] => [
  ...[...ENGINE_RULES, ...RUN_RULES].map((rule) => ({ ruleId: rule.id, rule })),
  ...packs.flatMap(shownRulesOf),
];

/** What people call rules: in ignores, baselines, the config and on the command line. */
export class RuleNames {
  private readonly ids: readonly string[];
  private readonly formerly: ReadonlyMap<string, string>;

  constructor(rules: readonly ShownRule[]) {
    this.ids = rules.map(({ ruleId }) => ruleId);
    this.formerly = new Map(
      rules.flatMap(({ ruleId, rule: { formerly = [] } }) => {
        const pack = ruleId.slice(0, ruleId.lastIndexOf('/') + 1);
        return formerly.flatMap((name) => [[name, ruleId] as const, [`${pack}${name}`, ruleId] as const]);
      }),
    );
  }

  /** Whether a name, with or without the pack, an earlier one included, means the rule that is shown so. */
  readonly means = (name: string, ruleId: string): boolean =>
    name === ruleId || ruleId.endsWith(`/${name}`) || this.formerly.get(name) === ruleId;

  /** Today's name of a rule; the name itself where it is not an earlier one. */
  readonly today = (name: string): string => this.formerly.get(name) ?? name;

  /** Why a name is not a rule, with the nearest one; undefined if it is one. */
  unknown(name: string): { readonly problem: string; readonly remedy: string } | undefined {
    if (this.ids.some((id) => this.means(name, id))) return undefined;
    const bare = this.ids.map((id) => id.slice(id.indexOf('/') + 1));
    const near = nearest(name, [...new Set([...this.ids, ...bare])]);
    return {
      problem: `unknown rule ${name}`,
      remedy: near === undefined ? 'phasegate rules lists them' : `did you mean ${near}?`,
    };
  }
}

/** What a config says about rules, for one file. Rules are named as they are shown. */
export interface RuleSettings {
  readonly severityOf: (ruleId: string) => LintSeverity | 'off' | undefined;
  readonly optionsOf: (ruleId: string) => RuleOptions;
}

export const DEFAULT_SETTINGS: RuleSettings = { severityOf: () => undefined, optionsOf: () => ({}) };

/** The options a rule runs with: those of the config over its own defaults. */
export function effectiveOptions(
  { options = {} }: Pick<RuleDescription, 'options'>,
  given: RuleOptions,
): RuleOptions {
  const defaults = Object.entries(options).map(([name, option]) => [name, option.default] as const);
  return { ...Object.fromEntries(defaults), ...given };
}
