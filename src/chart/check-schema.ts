import { withArticle } from '../english.ts';
import { nearest } from '../nearest.ts';
import type { ChartTables } from './chart.ts';
import { type Field, fieldsOf } from './kubernetes.ts';
import { refusedTogether } from './kubernetes-checks.ts';
import { asTaken, type Checked, nullProblems, valueAt } from './refused.ts';
import type { SchemaProblem } from './schema-problem.ts';
import { kubernetesFieldAt, wantedAt } from './wanted.ts';

type Path = readonly string[];

/** What the compiled validators tell of an error; the rest of ajv's error objects is not used. */
export interface ValidationError {
  /** A JSON pointer (RFC 6901) to the value. */
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** The key that an error is about, where it is about the name of one. */
  readonly propertyName?: string;
}

/** Compiled code: true, or false with the errors of that call. */
export interface Validate {
  (values: unknown): boolean;
  readonly errors?: readonly ValidationError[] | null;
}

/** The compiled schemas of a chart by version, each loaded when it is asked for. */
export type Validators = Readonly<Record<string, () => Promise<{ readonly default: Validate }>>>;

/**
 * What in a user's values does not fit a chart version, at most one problem a value, in the order of the schema.
 * Removed keys, weights and quoted toggles are left to rules of their own. Loads the code of one range of charts.
 * @param version any; the schema is that of the nearest known one
 * @param values plain data, as toJson gives it; the same object is read once, so nobody may change it
 */
export async function checkSchema(
  chart: ChartTables,
  validators: Validators,
  version: string,
  values: unknown,
): Promise<readonly SchemaProblem[]> {
  const known = chart.nearest(version);
  const load = validators[known];
  if (!load) throw new RangeError(`no schema of chart ${known} was compiled`);
  const { default: validate } = await load();
  const { data, found } = readingOf(values);
  const checked = { values: data, chart, version: known };
  const problems = found.get(validate) ?? problemsIn(validate, checked);
  found.set(validate, problems);
  return oneForEach([...nullProblems(data, [], checked), ...problems, ...refusedTogether(data, [], checked)]);
}

/** What the schema of a range of charts finds; all versions of the range have the same keys and defaults. */
function problemsIn(validate: Validate, checked: Checked): readonly SchemaProblem[] {
  if (validate(checked.values)) return [];
  const { chart, version } = checked;
  const errors = validate.errors ?? [];
  const problems = errors
    .filter((error) => error.propertyName === undefined && !isMisnamed(error, errors))
    .map((error) => problemOf(error, chart, version));
  const told = ofAnotherType(oneForEach(problems), checked);
  return told.flatMap((problem) => asTaken(problem, checked));
}

/**
 * An object that has only fields of another type, which a field beside its list takes, is one mistake: a weighted term among
 * required ones. What is wrong with its fields follows from it.
 */
function ofAnotherType(problems: readonly SchemaProblem[], checked: Checked): readonly SchemaProblem[] {
  const misplaced = new Map<string, SchemaProblem>();
  for (const { kind, path } of problems) {
    const holder = kind === 'unknown-field' ? path.slice(0, -1) : [];
    const key = JSON.stringify(holder);
    const found = holder.length > 0 && !misplaced.has(key) ? misplacedItem(holder, checked) : undefined;
    if (found) misplaced.set(key, found);
  }
  if (misplaced.size === 0) return problems;
  const told = new Set<string>();
  return problems.flatMap((problem) => {
    const [own, above] = [problem.path, problem.path.slice(0, -1)].map((path) => JSON.stringify(path));
    const holder = [own, above].find((key) => key !== undefined && misplaced.has(key));
    const found = holder === undefined ? undefined : misplaced.get(holder);
    if (holder === undefined || found === undefined) return [problem];
    const isNew = !told.has(holder);
    told.add(holder);
    return isNew ? [found] : [];
  });
}

/** @param path an item of a list */
function misplacedItem(path: Path, { values, chart, version }: Checked): SchemaProblem | undefined {
  const item = valueAt(values, path);
  const wanted = kubernetesFieldAt(path, chart, version);
  const type = wanted?.type;
  if (type === undefined || typeof item !== 'object' || item === null) return undefined;
  const around = path.slice(0, -2);
  const lists = Object.entries(fieldsOf(kubernetesFieldAt(around, chart, version)) ?? {});
  const names = Object.keys(item);
  const hasAll = (holder: Field | undefined): boolean => {
    const fields = fieldsOf(holder) ?? {};
    return names.length > 0 && names.every((name) => Object.hasOwn(fields, name));
  };
  const [found, ...others] = lists.filter(([, { items }]) => items?.type !== type && hasAll(items));
  const [name, { items } = { items: undefined }] = found ?? [];
  if (name === undefined || items?.type === undefined || others.length > 0) return undefined;
  return {
    kind: 'invalid-value',
    path,
    expected: withArticle(type),
    refusedBy: 'Kubernetes',
    is: {
      type: items.type,
      place: [...around, name],
      needs: Object.entries(fieldsOf(wanted) ?? {}).flatMap(([field, { isRequired }]) =>
        isRequired ? [field] : [],
      ),
    },
  };
}

/** Values as the validators take them, and what each of those found. */
interface Reading {
  readonly data: unknown;
  readonly found: Map<Validate, readonly SchemaProblem[]>;
}

/** Where the version is a guess, the same values are checked for every version that they may be for. */
const readings = new WeakMap<object, Reading>();

function readingOf(values: unknown): Reading {
  const known = typeof values === 'object' && values !== null ? readings.get(values) : undefined;
  if (known) return known;
  const reading: Reading = { data: checkable(values), found: new Map() };
  if (typeof values === 'object' && values !== null) readings.set(values, reading);
  return reading;
}

/** Whether a field is only missing because it stands there under another name: `name` for `secretName`. */
function isMisnamed(
  { keyword, instancePath, params }: ValidationError,
  all: readonly ValidationError[],
): boolean {
  if (keyword !== 'required') return false;
  const missing = String(params.missingProperty);
  return all.some((other) => {
    if (other.keyword !== 'additionalProperties' || other.instancePath !== instancePath) return false;
    return meantField(String(other.params.additionalProperty), [missing]) !== undefined;
  });
}

/** The field that somebody meant: one of nearly the same name, or the one that is longer at its front (`secretName` for `name`). */
export function meantField(name: string, fields: readonly string[]): string | undefined {
  const [only, ...others] = fields.filter((one) => one.toLowerCase().endsWith(name.toLowerCase()));
  return nearest(name, fields) ?? (others.length === 0 ? only : undefined);
}

/** A value of the wrong type breaks other keywords as well: only its type is worth telling. */
function oneForEach(problems: readonly SchemaProblem[]): readonly SchemaProblem[] {
  const byPath = new Map<string, SchemaProblem>();
  for (const problem of problems) {
    const path = JSON.stringify(problem.path);
    if (!byPath.has(path) || problem.kind === 'wrong-type') byPath.set(path, problem);
  }
  return [...byPath.values()];
}

/**
 * Values as the compiled validators take them: integers too large for a number become one, and objects have no
 * prototype, so that a key such as `__proto__` or `constructor` is only a key.
 */
function checkable(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(checkable);
  if (typeof value !== 'object' || value === null) return value;
  const copy: Record<string, unknown> = Object.create(null);
  for (const [key, child] of Object.entries(value)) copy[key] = checkable(child);
  return copy;
}

/** What a validator found, in the words of the linter. */
function problemOf(
  { instancePath, keyword, params }: ValidationError,
  chart: ChartTables,
  version: string,
): SchemaProblem {
  const path = pathOfPointer(instancePath);
  const wanted = wantedAt(path, chart, version);
  const refusedBy = kubernetesFieldAt(path, chart, version) ? 'Kubernetes' : 'chart';
  switch (keyword) {
    case 'additionalProperties':
      return unreadProblem([...path, String(params.additionalProperty)], chart, version);
    case 'required':
      return {
        kind: 'invalid-value',
        path,
        expected: `a map with the key ${String(params.missingProperty)}`,
        refusedBy,
      };
    case 'propertyNames':
      return {
        kind: 'invalid-value',
        path: [...path, String(params.propertyName)],
        on: 'key',
        expected:
          'a name of at most 63 letters, digits, dashes, underscores and dots, perhaps behind a domain and a slash',
      };
    case 'minProperties':
      // The chart writes it behind a name, where nothing is no YAML: helm fails before Kubernetes sees it.
      return { kind: 'invalid-value', path, expected: 'a map with at least one field', refusedBy: 'chart' };
    // A list may hold nothing where a map is wanted, and a map where a list is.
    case 'type':
    case 'maxItems':
    case 'maxProperties':
      return { kind: 'wrong-type', path, expected: wanted.types };
    default:
      return {
        kind: 'invalid-value',
        path,
        expected: wanted.value,
        refusedBy,
        ...(wanted.options && { options: wanted.options }),
      };
  }
}

function unreadProblem(path: Path, chart: ChartTables, version: string): SchemaProblem {
  const above = path.slice(0, -1);
  const holder = kubernetesFieldAt(above, chart, version);
  const fields = fieldsOf(holder);
  if (holder?.type === undefined || fields === undefined)
    return { kind: 'unknown-key', path, known: chart.knownKeysAt(above, version) };
  const places = holdersOf(path, chart, version);
  return { kind: 'unknown-field', path, type: holder.type, known: Object.keys(fields), places };
}

/** More places than these are no advice. */
const OF_MANY = 3;

/**
 * The objects that have a field which another one lacks: keys of the chart beside that one, or what stands in it, around it or
 * beside it. Within an object a field of nearly the same name is the better advice.
 */
function holdersOf(path: Path, chart: ChartTables, version: string): readonly Path[] {
  const field = path.at(-1) ?? '';
  const above = path.slice(0, -1);
  const around = above.slice(0, -1);
  const namesAt = (place: Path): readonly string[] =>
    Object.keys(fieldsOf(kubernetesFieldAt(place, chart, version)) ?? {});
  const within = (place: Path, names: readonly string[]): readonly Path[] =>
    names.map((name) => [...place, name]).filter((holder) => namesAt(holder).includes(field));
  const keys = within(around, chart.knownKeysAt(around, version));
  if (keys.length > 0 || meantField(field, namesAt(above)) !== undefined) return keys;
  const holders = [
    within(above, namesAt(above)),
    namesAt(around).includes(field) ? [around] : [],
    within(around, namesAt(around)),
  ].find((places) => places.length > 0);
  // secretName belongs to secret, though azureFile has one as well.
  const named = holders?.filter((holder) => field.startsWith(holder.at(-1) ?? '')) ?? [];
  if (named.length > 0) return named;
  return holders === undefined || holders.length > OF_MANY ? [] : holders;
}

/** The path that a JSON pointer (RFC 6901) stands for. */
export const pathOfPointer = (pointer: string): readonly string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
