import { edited } from '../../../src/lint/apply-fixes.ts';
import { checkValues } from '../../../src/lint/check-values.ts';
import { DEFAULT_SETTINGS } from '../../../src/lint/rule-names.ts';
import { EXAMPLE_CHART } from '../../../src/packs/pyroscope/facts/charts.ts';
import { pyroscope } from '../../../src/packs/pyroscope/index.ts';
import { RULES } from '../../../src/packs/pyroscope/rules/index.ts';
import { releaseValues } from '../../../src/release/from-values.ts';
import { parseValues } from '../../../src/values/read-values.ts';
import { placesIn } from '../../../src/values/tree.ts';

/** Values before and after one fix. */
export interface FixedValues {
  readonly ruleId: string;
  readonly before: string;
  readonly after: string;
  /** What the fix takes out, and what it puts in. */
  readonly replaced: readonly (readonly [old: string, fresh: string])[];
}

export function userOf(text: string) {
  const read = parseValues(text, placesIn('values.yaml', text));
  if (!read.ok) throw new Error(read.error.message);
  return read.value.values;
}

/** What the rules would fix of values, whatever --fix would leave out of it; broken values have no fixes. */
export async function fixesOf(text: string, chart: string): Promise<readonly FixedValues[]> {
  const release = releaseValues({ user: userOf(text), chart, helm: 4, textOf: () => text }, pyroscope);
  const findings = await checkValues({ release, duplicates: [] }, pyroscope, DEFAULT_SETTINGS);
  return findings.flatMap(({ ruleId, fix }) => {
    if (fix === undefined) return [];
    const replaced = fix.edits.map((edit) => [text.slice(edit.start, edit.end), edit.text] as const);
    return [{ ruleId, before: text, after: edited(text, fix.edits), replaced }];
  });
}

const toggles = (value: string): readonly string[] => [
  `architecture: {storage: {v1: ${value}, v2: true}}\n`,
  `architecture: {storage: {v1: true, v2: ${value}}}\n`,
  `architecture: {microservices: {enabled: ${value}}}\n`,
  `pyroscope: {persistence: {enabled: ${value}}}\n`,
  `ingress: {enabled: ${value}}\n`,
  `minio: {enabled: ${value}}\n`,
];

/** Values with mistakes of every rule that has fixes, each with the chart version that it is about. */
export const WRONG_VALUES: readonly (readonly [values: string, chart: string])[] = [
  ...RULES.flatMap(({ bad }) =>
    bad.flatMap(({ values, chart = EXAMPLE_CHART }) =>
      values === undefined ? [] : [[values, chart] as const],
    ),
  ),
  ...['yes', 'No', '"true"', '"false"', "'no'", '"1"', '"0"', '"perhaps"', '""']
    .flatMap(toggles)
    .map((values) => [values, EXAMPLE_CHART] as const),
];

/** The rules that fix values. */
export const FIXING_RULES: readonly string[] = [
  'pyroscope/cluster-domain-without-dot',
  'pyroscope/metastore-peers-mismatch',
  'pyroscope/number-arrives-changed',
  'pyroscope/query-backend-from-format',
  'pyroscope/s3-bucket-name-key',
  'pyroscope/toggle-not-boolean',
  'pyroscope/unknown-config-field',
  'pyroscope/unknown-flag',
  'yaml-1.1-boolean',
];
