import type { SchemaProblem } from '../chart/schema-problem.ts';
import { isNewer, knownness } from '../chart/versions.ts';
import { withArticle } from '../english.ts';
import { nearest } from '../nearest.ts';
import type { Chart } from '../pack.ts';
import type { ReleaseValues } from '../release/from-values.ts';
import { lookup, type ValueNode } from '../values/tree.ts';
import { type Report, showPath, type ValuePath } from './finding.ts';

/** A report and the engine's rule that it belongs to. */
export interface SchemaReport {
  readonly ruleId: 'unknown-key' | 'misplaced-key' | 'wrong-type' | 'invalid-value';
  readonly report: Report;
}

const OF_MANY = 3;

/** What a value is, without showing it: it may be a secret. */
function kindOf(node: ValueNode | undefined): string {
  if (node === undefined || node.kind !== 'scalar') return node === undefined ? 'missing' : `a ${node.kind}`;
  if (node.value === null) return 'null';
  const kind = typeof node.value;
  return kind === 'string' ? 'a string' : kind === 'boolean' ? 'a boolean' : 'a number';
}

const alternatives = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;

function unknownKey(
  { path, known }: Extract<SchemaProblem, { kind: 'unknown-key' }>,
  { chart }: ReleaseValues,
  { versions, placesOf = () => [] }: Chart,
): SchemaReport {
  const isNew = isNewer(knownness(chart, versions));
  const newest = isNew ? (versions.at(-1) ?? '') : '';
  // What a newer chart reads is not known: it may well read the key.
  const about: Pick<Report, 'on' | 'severity'> = { on: 'key', ...(isNew && { severity: 'info' }) };
  const key = path.at(-1) ?? '';
  const places = placesOf(path, chart).slice(0, OF_MANY);
  if (places.length > 0) {
    const args = { key: showPath(path), place: alternatives(places.map(showPath)), chart, newest };
    return { ruleId: 'misplaced-key', report: { at: path, ...about, args } };
  }
  const parent = showPath(path.slice(0, -1));
  const near = nearest(key, known) ?? '';
  return {
    ruleId: 'unknown-key',
    report: { at: path, ...about, args: { key, near, where: parent, chart, newest } },
  };
}

const nodeAt = (user: ValueNode, path: ValuePath): ValueNode | undefined =>
  path.reduce<ValueNode | undefined>(
    (node, key) => (node?.kind === 'list' ? node.items[Number(key)] : node && lookup(node, [key])),
    user,
  );

/** What a schema found, as reports of the engine's rules. */
export function schemaReport(problem: SchemaProblem, release: ReleaseValues, chart: Chart): SchemaReport {
  if (problem.kind === 'unknown-key') return unknownKey(problem, release, chart);
  const { path } = problem;
  const at = nodeAt(release.user, path) ?? path;
  const key = showPath(path) || 'the top';
  if (problem.kind === 'invalid-value')
    return { ruleId: 'invalid-value', report: { at, args: { key, expected: problem.expected } } };
  const args = {
    key,
    expected: alternatives(problem.expected.map(withArticle)),
    found: kindOf(nodeAt(release.user, path)),
  };
  return { ruleId: 'wrong-type', report: { at, args } };
}
