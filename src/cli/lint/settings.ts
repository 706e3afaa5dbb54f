import { relative, resolve } from 'node:path';
import picomatch from 'picomatch';
import type { LintConfig, LoadedConfig, RuleEntries } from '../../config/config.ts';
import {
  DEFAULT_SETTINGS,
  type RuleNames,
  type RuleSettings,
  type ShownRule,
} from '../../lint/rule-names.ts';
import { nearest } from '../../nearest.ts';
import type { RuleOptions } from '../../pack.ts';
import type { ConfiguredCharts, WrittenVersion } from '../chart-version.ts';

/** What the config says about files, asked by their names as given on the command line. */
export class LintSettings implements ConfiguredCharts {
  private readonly matchers = new Map<readonly string[], (file: string) => boolean>();

  constructor(
    readonly loaded: LoadedConfig | undefined,
    private readonly cwd: string,
  ) {}

  get lint(): LintConfig {
    return this.loaded?.config.lint ?? {};
  }

  /** A path in the config, which is relative to the config's folder. */
  pathInConfig(path: string | undefined): string | undefined {
    return path === undefined || !this.loaded ? undefined : resolve(this.loaded.folder, path);
  }

  /** Whether globs of the config match a file. */
  matches(globs: readonly string[], file: string): boolean {
    const { loaded } = this;
    if (!loaded) return false;
    let matcher = this.matchers.get(globs);
    if (!matcher) {
      matcher = picomatch([...globs], { dot: true });
      this.matchers.set(globs, matcher);
    }
    return matcher(relative(loaded.folder, resolve(this.cwd, file)).replaceAll('\\', '/'));
  }

  private overridesOf(file: string) {
    return (this.lint.overrides ?? [])
      .map((override, index) => ({ override, index }))
      .filter(({ override }) => this.matches(override.files, file));
  }

  chartOf(file: string): WrittenVersion | undefined {
    const override = this.overridesOf(file).findLast((one) => one.override.chartVersion !== undefined);
    const version = override?.override.chartVersion;
    if (!this.loaded || !override || version === undefined) return undefined;
    const place = this.loaded.placeOf(['lint', 'overrides', override.index, 'chartVersion']);
    return { version, source: `${this.loaded.file}:${place}` };
  }

  /** The pack that the config names for a file. */
  packOf(file: string): string | undefined {
    return this.overridesOf(file).findLast(({ override }) => override.pack !== undefined)?.override.pack;
  }

  /** The files that the config says a file is merged with, absolute, in every release that it names. */
  layersOf(file: string): readonly (readonly string[])[] {
    const { loaded } = this;
    if (!loaded) return [];
    const all = (this.lint.layers ?? []).map((files) => files.map((one) => resolve(loaded.folder, one)));
    return all.filter((files) => files.includes(resolve(this.cwd, file)));
  }

  get generalChart(): WrittenVersion | undefined {
    const version = this.loaded?.config.chartVersion;
    if (!this.loaded || version === undefined) return undefined;
    return { version, source: `${this.loaded.file}:${this.loaded.placeOf(['chartVersion'])}` };
  }

  rulesOf(file: string, names: RuleNames): RuleSettings {
    const layers: readonly RuleEntries[] = [
      ...(this.lint.rules ? [this.lint.rules] : []),
      ...this.overridesOf(file).flatMap(({ override }) => (override.rules ? [override.rules] : [])),
    ];
    if (layers.length === 0) return DEFAULT_SETTINGS;
    const entries = (ruleId: string) =>
      layers.flatMap((layer) => Object.entries(layer).filter(([name]) => names.means(name, ruleId)));
    return {
      severityOf: (ruleId) =>
        entries(ruleId)
          .map(([, entry]) => (typeof entry === 'string' ? entry : entry.severity))
          .findLast((severity) => severity !== undefined),
      optionsOf: (ruleId) =>
        Object.assign(
          {},
          ...entries(ruleId).map(([, entry]) => (typeof entry === 'string' ? {} : entry.options)),
        ) as RuleOptions,
    };
  }
}

/** A rule as the config names it, and the options it is given. */
interface NamedRule {
  readonly name: string;
  readonly path: readonly (string | number)[];
  readonly options: readonly string[];
}

const namedIn = (rules: RuleEntries | undefined, path: NamedRule['path']): NamedRule[] =>
  Object.entries(rules ?? {}).map(([name, entry]) => ({
    name,
    path: [...path, name],
    options: typeof entry === 'string' ? [] : Object.keys(entry.options ?? {}),
  }));

const rulesNamed = ({ config: { lint = {} } }: LoadedConfig): NamedRule[] => [
  ...namedIn(lint.rules, ['lint', 'rules']),
  ...(lint.ignores ?? []).map(({ rule }, index) => ({
    name: rule,
    path: ['lint', 'ignores', index, 'rule'],
    options: [],
  })),
  ...(lint.overrides ?? []).flatMap(({ rules }, index) =>
    namedIn(rules, ['lint', 'overrides', index, 'rules']),
  ),
];

function unknownOption(
  { name, options }: NamedRule,
  names: RuleNames,
  rules: readonly ShownRule[],
): string | undefined {
  const known = rules.filter(({ ruleId }) => names.means(name, ruleId));
  const own = known.flatMap(({ rule }) => Object.keys(rule.options ?? {}));
  const unknown = options.find((option) => !own.includes(option));
  if (unknown === undefined) return undefined;
  const near = nearest(unknown, own);
  const remedy = near === undefined ? `it has ${own.join(', ') || 'none'}` : `did you mean ${near}?`;
  return `${name} has no option ${unknown}; ${remedy}`;
}

/** The first rule, or option of a rule, in the config that does not exist, as the message for exit code 2. */
export function unknownInConfig(
  loaded: LoadedConfig | undefined,
  names: RuleNames,
  rules: readonly ShownRule[],
): string | undefined {
  if (!loaded) return undefined;
  for (const named of rulesNamed(loaded)) {
    const unknown = names.unknown(named.name);
    const problem = unknown ? `${unknown.problem}; ${unknown.remedy}` : unknownOption(named, names, rules);
    if (problem !== undefined) return `${loaded.file}:${loaded.placeOf(named.path)}: error: ${problem}`;
  }
  return undefined;
}
