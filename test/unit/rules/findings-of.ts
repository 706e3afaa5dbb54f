import type { RuleOptions } from '../../../src/pack.ts';
import { EXAMPLE_CHART } from '../../../src/packs/pyroscope/facts/charts.ts';
import { pyroscope } from '../../../src/packs/pyroscope/index.ts';
import type { PyroscopeRule } from '../../../src/packs/pyroscope/read/facts.ts';
import { type ReleaseValues, releaseValues, stateOfValues } from '../../../src/release/from-values.ts';
import { fromJson, type Origin } from '../../../src/values/tree.ts';
import { check, defaultsOfRule, messageOf } from './run-example.ts';

const written: Origin = { kind: 'flag', flag: '--set-json', text: '' };

interface Situation {
  readonly chart?: string;
  readonly options?: RuleOptions;
  readonly before?: object;
  readonly release?: string;
}

/** A release with these values, and perhaps with others before. */
export function read(values: object, { chart = EXAMPLE_CHART, before, release }: Situation = {}) {
  const user = fromJson(values, written);
  const fromUser = before && fromJson(before, written);
  if (user.kind !== 'map' || (fromUser && fromUser.kind !== 'map')) throw new Error('values are a map');
  const previous = fromUser && { before: { user: fromUser, chart } };
  const named = release !== undefined && { release };
  return releaseValues({ ...named, user, chart, helm: 4, textOf: () => '', ...previous }, pyroscope);
}

/** The state of such a release. */
export function stateOf(values: object, situation?: Situation) {
  const release = read(values, situation);
  return stateOfValues(pyroscope, release, release.textOf);
}

/** The findings of a rule in a release: severity and text of each. */
export const findingsIn = (rule: PyroscopeRule, release: ReleaseValues, options?: RuleOptions) =>
  check(rule, release, { ...defaultsOfRule(rule), ...options }).map((report) => ({
    severity: report.severity ?? rule.severity,
    text: Object.values(messageOf(report)).join(' | '),
  }));

/** The same of a release with these values. */
export const findings = (rule: PyroscopeRule, values: object, situation: Situation = {}) =>
  findingsIn(rule, read(values, situation), situation.options);

export const severities = (rule: PyroscopeRule, values: object, situation?: Situation) =>
  findings(rule, values, situation).map(({ severity }) => severity);
export const text = (rule: PyroscopeRule, values: object, situation?: Situation) =>
  findings(rule, values, situation)
    .map((one) => one.text)
    .join('\n');

export const microservices = { microservices: { enabled: true } };
export const dual = { storage: { v1: true, v2: true }, ...microservices };
export const single = (pyroscope: object) => ({ pyroscope });
export const parts = (components: object, rest: object = {}) => ({
  architecture: microservices,
  pyroscope: { components, ...rest },
});
