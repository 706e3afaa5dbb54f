import { meantField } from '../chart/check-schema.ts';
import type { SchemaProblem } from '../chart/schema-problem.ts';
import { isNewer, knownness } from '../chart/versions.ts';
import { either, withArticle } from '../english.ts';
import { nearest } from '../nearest.ts';
import type { Chart } from '../pack.ts';
import type { ReleaseValues } from '../release/from-values.ts';
import { asText, asTyped } from '../values/retyped.ts';
import { type ValueNode, valueAt } from '../values/tree.ts';
import {
  type EngineRule,
  type FindingArgs,
  type Fix,
  type Report,
  showPath,
  type ValuePath,
} from './finding.ts';
import {
  invalidValue,
  misplacedKey,
  nullValue,
  unknownField,
  unknownKey,
  wrongType,
} from './schema-rules.ts';

/** A report and the engine's rule that it belongs to. */
interface SchemaReport {
  readonly rule: EngineRule;
  readonly report: Report;
}

/** Shows a path of the chart's values as it stands in the file: below the keys of an umbrella. */
type Show = (path: ValuePath) => string;

const OF_MANY = 3;

/** What a value is, without showing it: it may be a secret. */
function kindOf(node: ValueNode | undefined): string {
  if (node === undefined || node.kind !== 'scalar') return node === undefined ? 'missing' : `a ${node.kind}`;
  if (node.value === null) return 'null';
  const kind = typeof node.value;
  return kind === 'string' ? 'a string' : kind === 'boolean' ? 'a boolean' : 'a number';
}

/** Words that YAML 1.1 takes for booleans. */
export const BOOLEAN_WORD = /^(?:y|n|yes|no|on|off)$/i;

/**
 * Where a key that is not read belongs: of the places for its name those that take most of what stands below it.
 * @param node what stands there
 */
function placesFor(
  path: ValuePath,
  node: ValueNode | undefined,
  chart: string,
  placesOf: NonNullable<Chart['placesOf']>,
): readonly ValuePath[] {
  const places = placesOf(path, chart);
  const [first = []] = places;
  // Another name in the same section is what was meant, wherever else the name is known.
  if (first.length === path.length && showPath(first.slice(0, -1)) === showPath(path.slice(0, -1)))
    return [first];
  const keys = node?.kind === 'map' ? [...node.entries.keys()] : [];
  const likeliest = keys.flatMap((key) =>
    placesOf([...path, key], chart)
      .slice(0, 1)
      .map(showPath),
  );
  const votesFor = (place: ValuePath): number =>
    likeliest.filter((one) => one.startsWith(`${showPath(place)}.`)).length;
  const taking = places.filter((place) => votesFor(place) > 0);
  return taking.length === 0 ? places : taking.toSorted((a, b) => votesFor(b) - votesFor(a));
}

/** A key as somebody wrote it: YAML 1.1 takes `on` and `no` for booleans. */
function writtenKey(key: string, node: ValueNode | undefined, textOf: (file: string) => string): string {
  if ((key !== 'true' && key !== 'false') || node?.origin.kind !== 'file' || !node.origin.key) return key;
  const { start, end } = node.origin.key;
  const word = textOf(node.origin.file).slice(start, end);
  return BOOLEAN_WORD.test(word) ? `${word} (a boolean, which Helm reads as ${key})` : key;
}

function unreadKey(
  { path, known }: Extract<SchemaProblem, { kind: 'unknown-key' }>,
  { chart, user, textOf }: ReleaseValues,
  { versions, placesOf = () => [] }: Chart,
  show: Show,
): SchemaReport {
  const isNew = isNewer(knownness(chart, versions));
  const newest = isNew ? (versions.at(-1) ?? '') : '';
  // What a newer chart reads is not known: it may well read the key.
  const about: Pick<Report, 'on' | 'severity'> = { on: 'key', ...(isNew && { severity: 'info' }) };
  const key = path.at(-1) ?? '';
  const node = valueAt(user, path);
  const places = placesFor(path, node, chart, placesOf).slice(0, OF_MANY);
  if (places.length > 0) {
    const args = { key: show(path), place: either(places.map(show)), chart, newest };
    return { rule: misplacedKey, report: { at: path, ...about, args } };
  }
  const parent = show(path.slice(0, -1));
  const near = nearest(key, known) ?? '';
  return {
    rule: unknownKey,
    report: {
      at: path,
      ...about,
      args: { key: writtenKey(key, node, textOf), near, where: parent, chart, newest },
    },
  };
}

/**
 * What a schema found, as reports of the engine's rules.
 * @param below the keys of an umbrella's values that the chart's are under
 */
export function schemaReport(
  problem: SchemaProblem,
  release: ReleaseValues,
  chart: Chart,
  below: ValuePath,
): SchemaReport {
  const show: Show = (path) => showPath([...below, ...path]);
  if (problem.kind === 'unknown-key') return unreadKey(problem, release, chart, show);
  if (problem.kind === 'unknown-field')
    return fieldReport(problem, valueAt(release.user, problem.path), show);
  const { path } = problem;
  const node = valueAt(release.user, path);
  const at = node ?? path;
  const key = show(path) || 'the top';
  const name = path.at(-1) ?? '';
  if (problem.kind === 'null') {
    const args = { key, name, empty: emptyOf(problem.expected), found: kindOf(node) };
    return { rule: nullValue, report: { at, args } };
  }
  if (problem.kind === 'refused') {
    const { what, remedy } = problem;
    return { rule: invalidValue, report: { at, args: { key, problem: what, remedy } } };
  }
  const off = offArgs(problem, show);
  const taken = { ...((problem.isTaken || problem.switchedOffBy) && { severity: 'warning' as const }) };
  const args = { key, ...(problem.isTaken && { taken: 1 }), ...off };
  if (problem.kind === 'invalid-value' && problem.on === 'key')
    return {
      rule: invalidValue,
      report: {
        at,
        on: 'key',
        ...taken,
        args: { key: show(path.slice(0, -1)), name, expected: problem.expected, ...off },
      },
    };
  if (problem.kind === 'invalid-value')
    return {
      rule: invalidValue,
      report: { at, ...taken, args: { ...args, ...invalidArgs(problem, node, show) } },
    };
  const expected = either(problem.expected.map(withArticle));
  const word = wordOf(node, release.textOf);
  const retyped =
    word !== '' && problem.expected.join() === 'string'
      ? `write "${word}" or ${asWords(node)} in quotes, whichever is meant: YAML 1.1 reads ${word} as a boolean`
      : retypedAdvice(node, problem.expected);
  const quoted = problem.expected.join() === 'string' && isUnquoted(node) ? 1 : 0;
  const fix = quoted && node && quotesFor(node, path, release.textOf);
  return {
    rule: wrongType,
    report: {
      at,
      ...taken,
      args: { ...args, expected, found: kindOf(node), quoted, retyped },
      ...(fix && { fix }),
    },
  };
}

/** The switch that keeps a value from Kubernetes. */
const offArgs = ({ switchedOffBy }: { readonly switchedOffBy?: ValuePath }, show: Show): FindingArgs =>
  switchedOffBy ? { off: show(switchedOffBy) } : {};

function invalidArgs(
  { expected, options = [], refusedBy, is }: Extract<SchemaProblem, { kind: 'invalid-value' }>,
  node: ValueNode | undefined,
  show: Show,
): FindingArgs {
  const text = node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : '';
  const near = text === '' ? '' : (nearest(text, options.filter(Boolean)) ?? '');
  const told = { expected, ...(refusedBy && { refusedBy }), near };
  if (is === undefined) return told;
  const { type, place, needs } = is;
  return { ...told, type, place: show(place), needs: needs.join(' and ') };
}

/** What makes a value the type that is wanted where its quotes have no say in it; empty where they have. */
const retypedAdvice = (node: ValueNode | undefined, expected: readonly string[]): string =>
  (expected.includes('string') ? asText(node) : asTyped(node)) ?? '';

const asWords = (node: ValueNode | undefined): string =>
  node?.kind === 'scalar' ? `"${String(node.value)}"` : '';

/** The word that somebody wrote for a boolean, where it is another one: `yes`. */
function wordOf(node: ValueNode | undefined, textOf: (file: string) => string): string {
  if (node?.kind !== 'scalar' || typeof node.value !== 'boolean' || node.origin.kind !== 'file') return '';
  const { file, start, end } = node.origin;
  const text = textOf(file).slice(start, end);
  return BOOLEAN_WORD.test(text) ? text : '';
}

/** What to write for nothing, where something is wanted: `{}`. */
const emptyOf = (expected: readonly string[]): string =>
  expected.includes('map') ? '{}' : expected.includes('list') ? '[]' : '';

const isUnquoted = (node: ValueNode | undefined): boolean =>
  node?.kind === 'scalar' && (typeof node.value === 'boolean' || typeof node.value === 'number');

/** Quotes around a boolean or a number that reads the same as a string: not for yes, which may mean "yes" or "true". */
function quotesFor(node: ValueNode, path: ValuePath, textOf: (file: string) => string): Fix | undefined {
  if (node.kind !== 'scalar' || node.origin.kind !== 'file' || node.origin.assigned) return undefined;
  const { file, start, end } = node.origin;
  const text = textOf(file).slice(start, end);
  if (text !== String(node.value)) return undefined;
  return { file, edits: [{ start, end, text: `"${text}"` }], changes: [path] };
}

/** @param node what stands at the field, which may be within a list */
function fieldReport(
  problem: Extract<SchemaProblem, { kind: 'unknown-field' }>,
  node: ValueNode | undefined,
  show: Show,
): SchemaReport {
  const { path, type, known, places, switchedOffBy } = problem;
  const field = path.at(-1) ?? '';
  const args = {
    field,
    type,
    where: show(path.slice(0, -1)),
    place: either(places.map(show)),
    near: meantField(field, known) ?? '',
    ...offArgs(problem, show),
  };
  const severity = switchedOffBy && { severity: 'warning' as const };
  return { rule: unknownField, report: { at: node ?? path, on: 'key', ...severity, args } };
}
