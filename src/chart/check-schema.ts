import type { ErrorObject } from 'ajv';
import { either, withArticle } from '../english.ts';
import { err, ok, type Result } from '../result.ts';
import type { ChartTables } from './chart.ts';
import {
  type ChartKey,
  defaultOf,
  type ItemKind,
  type PatternName,
  type Shape,
  type ValueKind,
} from './key.ts';
import type { FieldKind } from './kubernetes.ts';
import { isBefore } from './versions.ts';

/** One mistake that a JSON Schema found; which keyword it was is told apart, the text is made later. */
export type SchemaProblem =
  | { readonly kind: 'unknown-key'; readonly path: readonly string[]; readonly known: readonly string[] }
  /** A field that an object of Kubernetes does not have. @see places where another key of the chart takes it */
  | {
      readonly kind: 'unknown-field';
      readonly path: readonly string[];
      /** As the API reference calls it: `SecurityContext`. */
      readonly type: string;
      readonly known: readonly string[];
      /** Keys beside this one that take the field. */
      readonly places: readonly (readonly string[])[];
    }
  | {
      readonly kind: 'wrong-type';
      readonly path: readonly string[];
      readonly expected: readonly string[];
      /** Whether neither helm nor Kubernetes refuses what the chart makes of it. */
      readonly isTaken?: boolean;
    }
  | {
      readonly kind: 'invalid-value';
      readonly path: readonly string[];
      readonly expected: string;
      readonly isTaken?: boolean;
    }
  /** A null, or an empty string where it is printed as one, that templates fail on or Kubernetes refuses. */
  | { readonly kind: 'null'; readonly path: readonly string[]; readonly expected: readonly string[] };

type Path = readonly string[];

/** What the compiled validators tell of an error; the rest of ajv's error objects is not used. */
export interface ValidationError {
  /** A JSON pointer (RFC 6901) to the value. */
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
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
 * @param values plain data, as toJson gives it
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
  const data = checkable(values);
  const checked = { values: data, chart, version: known };
  const nulls = nullProblems(data, [], checked);
  if (validate(data)) return nulls;
  const problems = (validate.errors ?? []).map((error) => problemOf(error, chart, known));
  const told = oneForEach(problems).flatMap((problem) => asTaken(problem, checked));
  return [...nulls, ...told];
}

/** Shapes that are printed as they are, so that an empty string is printed as nothing: null. */
const isPrinted = ({ kind, ...shape }: Shape): boolean =>
  /^(boolean|integer|integer-or-percentage|pattern)$/.test(kind) || 'options' in shape;

/** Values and the chart that they are for. */
interface Checked {
  readonly values: unknown;
  readonly chart: ChartTables;
  /** A known one. */
  readonly version: string;
}

/** Whether templates hold the value of a key for true: the user's, or the chart's default. */
function isOn(path: Path, { values, chart, version }: Checked): boolean {
  const key = chart.keyAt(path, version);
  return key !== undefined && Boolean(valueAt(values, path) ?? defaultOf(key, version));
}

/** Nulls that break the chart, at keys it knows. @param value what stands at the path */
function nullProblems(value: unknown, path: Path, checked: Checked): readonly SchemaProblem[] {
  const key = checked.chart.keyAt(path, checked.version);
  if (path.length > 0 && key === undefined) return [];
  if (key && (value === null || (value === '' && isPrinted(key.shape))))
    return breaksOnNull(key, path, checked)
      ? [{ kind: 'null', path, expected: expectedTypes(key.shape) }]
      : [];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([name, child]) => nullProblems(child, [...path, name], checked));
}

function breaksOnNull({ nullBreaks }: ChartKey, path: Path, checked: Checked): boolean {
  const { chart, version } = checked;
  if (!nullBreaks || (nullBreaks.from !== undefined && isBefore(version, nullBreaks.from))) return false;
  if (nullBreaks.where) return isOn(nullBreaks.where, checked);
  const toggle = [...path.slice(0, -1), 'enabled'];
  return chart.keyAt(toggle, version)?.shape.kind !== 'toggle' || isOn(toggle, checked);
}

const isEmptyValue = (value: unknown): boolean =>
  typeof value === 'object' && value !== null ? Object.keys(value).length === 0 : !value;

/** What is left of a problem when what the templates do with the value is looked at. */
function asTaken(problem: SchemaProblem, checked: Checked): readonly SchemaProblem[] {
  if (problem.kind !== 'wrong-type' && problem.kind !== 'invalid-value') return [problem];
  const value = valueAt(checked.values, problem.path);
  if (isFilledInLater(value)) return [];
  const key = checked.chart.keyAt(problem.path, checked.version);
  if (!key) return [problem];
  const { values, unless } = key.takes ?? {};
  const takesEmpty = values === 'empty' && !(unless && isOn(unless, checked));
  if ((takesEmpty && isEmptyValue(value)) || (value === '' && isPrinted(key.shape))) return [];
  return isTaken(key, value) ? [{ ...problem, isTaken: true }] : [problem];
}

/** Whether a value of the wrong type is printed so that nobody refuses it. */
function isTaken({ takes, shape }: ChartKey, value: unknown): boolean {
  if (takes?.values === 'all' || shape.kind === 'toggle' || shape.kind === 'fraction') return true;
  if (shape.kind === 'text') return !shape.options && typeof value === 'boolean';
  const isCollection = typeof value === 'object' && value !== null;
  if (takes?.values === 'lists-and-maps') return isCollection;
  // A template prints a map as map[…], which reads as a string.
  return shape.kind === 'pattern' && shape.of === 'word' && isCollection && !Array.isArray(value);
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

/** Stretches that something other than Helm fills in first: `${VAR}`, `{{ … }}`, `<VALUE>`, `%VALUE%`. */
const PLACEHOLDER = /\$\{|\{\{|^%[^%]+%$|^<.+>$/;

/** Whether a value is a text that is filled in before Helm sees it. */
export const isFilledInLater = (value: unknown): boolean =>
  typeof value === 'string' && PLACEHOLDER.test(value);

function valueAt(values: unknown, path: Path): unknown {
  let here = values;
  for (const key of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, key)) return undefined;
    here = Reflect.get(here, key);
  }
  return here;
}

/** What a validator found, in the words of the linter. */
function problemOf(
  { instancePath, keyword, params }: ValidationError,
  chart: ChartTables,
  version: string,
): SchemaProblem {
  const path = pathOfPointer(instancePath);
  const wanted = wantedAt(path, chart, version);
  switch (keyword) {
    case 'additionalProperties':
      return unreadProblem([...path, String(params.additionalProperty)], chart, version);
    case 'required':
      return {
        kind: 'invalid-value',
        path,
        expected: `a map with the key ${String(params.missingProperty)}`,
      };
    case 'minProperties':
      return { kind: 'invalid-value', path, expected: 'a map with at least one field' };
    // A list may hold nothing where a map is wanted, and a map where a list is.
    case 'type':
    case 'maxItems':
    case 'maxProperties':
      return { kind: 'wrong-type', path, expected: wanted.types };
    default:
      return { kind: 'invalid-value', path, expected: wanted.value };
  }
}

/** The type of Kubernetes that the object at a path has. */
function typeAt(path: Path, chart: ChartTables, version: string) {
  const shape = chart.keyAt(path, version)?.shape;
  if (shape?.kind === 'object') return shape.type;
  const holder = chart.keyAt(path.slice(0, -1), version)?.shape;
  return holder?.kind === 'list' && typeof holder.items !== 'string' ? holder.items : undefined;
}

function unreadProblem(path: Path, chart: ChartTables, version: string): SchemaProblem {
  const above = path.slice(0, -1);
  const type = typeAt(above, chart, version);
  if (type === undefined) return { kind: 'unknown-key', path, known: chart.knownKeysAt(above, version) };
  const field = path.at(-1) ?? '';
  const beside = above.slice(0, -1);
  const places = chart
    .knownKeysAt(beside, version)
    .map((name) => [...beside, name])
    .filter((place) => {
      const shape = chart.keyAt(place, version)?.shape;
      return shape?.kind === 'object' && Object.hasOwn(shape.type.fields, field);
    });
  return { kind: 'unknown-field', path, type: type.name, known: Object.keys(type.fields), places };
}

/** What a value should be. */
interface Wanted {
  /** As a reader of YAML calls them. */
  readonly types: readonly string[];
  /** A phrase for the values of the right type that are allowed: `Always, IfNotPresent or Never`. */
  readonly value: string;
}

const ofTypes = (types: readonly string[]): Wanted => ({ types, value: either(types.map(withArticle)) });

/** A path that ends within a list or a map of the user's is judged by what that holds. */
function wantedAt(path: Path, chart: ChartTables, version: string): Wanted {
  const key = chart.keyAt(path, version);
  if (key) return { types: expectedTypes(key.shape), value: expectedValue(key.shape) };
  for (let length = path.length - 1; length > 0; length--) {
    const holder = chart.keyAt(path.slice(0, length), version);
    if (holder) return wantedWithin(holder.shape, path.slice(length));
  }
  return ofTypes(['map']);
}

/** What stands within a list or a map of the user's. @param path from there */
function wantedWithin(shape: Shape, [first = '', second = '', ...more]: Path): Wanted {
  switch (shape.kind) {
    case 'words':
      return { types: ['string'], value: either(shape.options) };
    case 'list': {
      if (typeof shape.items === 'string') return ofTypes(ITEMS[shape.items]);
      return second === ''
        ? ofTypes(['map'])
        : wantedField(shape.items.fields[second]?.kind, more.length > 0);
    }
    case 'map':
      return shape.values === 'labels'
        ? {
            types: ['string'],
            value: 'a label value: at most 63 letters, digits, dashes, underscores and dots',
          }
        : ofTypes(VALUES[shape.values]);
    case 'object':
      return wantedField(shape.type.fields[first]?.kind, second !== '');
    default:
      return ofTypes(['map']);
  }
}

const wantedField = (kind: FieldKind = 'anything', isWithin: boolean): Wanted =>
  ofTypes(isWithin ? (kind === 'quantities' ? ['string', 'number'] : ['string']) : FIELDS[kind]);

const FIELDS: Record<FieldKind, readonly string[]> = {
  anything: [],
  boolean: ['boolean'],
  integer: ['integer'],
  list: ['list'],
  map: ['map'],
  quantities: ['map'],
  string: ['string'],
  strings: ['map'],
};

const ITEMS: Record<ItemKind, readonly string[]> = {
  maps: ['map'],
  strings: ['string'],
  'strings-or-maps': ['string', 'map'],
};

const VALUES: Record<ValueKind, readonly string[]> = {
  anything: [],
  scalars: ['string', 'number', 'boolean'],
  'scalars-or-maps': ['string', 'number', 'boolean', 'map'],
  strings: ['string'],
  labels: ['string'],
};

const TYPES: Record<Exclude<Shape['kind'], 'section'>, readonly string[]> = {
  toggle: ['boolean'],
  boolean: ['boolean'],
  text: ['string'],
  'text-or-false': ['string'],
  string: ['string'],
  pattern: ['string'],
  integer: ['integer'],
  'integer-or-percentage': ['integer', 'string'],
  fraction: ['number'],
  list: ['list'],
  words: ['list'],
  map: ['map'],
  object: ['map'],
};

const expectedTypes = ({ kind }: Shape): readonly string[] => (kind === 'section' ? ['map'] : TYPES[kind]);

const PATTERNS: Record<PatternName, string> = {
  duration: 'a duration such as 30s or 1m30s',
  quantity: 'a size such as 10Gi, above 0',
  'port name': 'a port name: at most 15 lowercase letters, digits and dashes, with a letter among them',
  name: 'a name of lowercase letters, digits, dashes and dots; the chart prints it without quotes, so it cannot be a number',
  word: 'a text that is not a number or a boolean: the chart prints it without quotes',
};

function expectedValue(shape: Shape): string {
  switch (shape.kind) {
    case 'text':
      return either(shape.options ?? []);
    case 'pattern':
      return PATTERNS[shape.of];
    case 'integer':
      return shape.maximum === undefined
        ? `a whole number of ${shape.minimum} or more`
        : `a whole number from ${shape.minimum} to ${shape.maximum}`;
    case 'integer-or-percentage':
      return 'a whole number or a percentage such as 50%';
    case 'words':
      return `a list with at least one of ${either(shape.options)}`;
    default:
      return expectedTypes(shape).join(' or ');
  }
}

/** The path that a JSON pointer (RFC 6901) stands for. */
export const pathOfPointer = (pointer: string): readonly string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));

export type SchemaCheck = (values: unknown) => readonly SchemaProblem[];

const list = (values: unknown): string =>
  Array.isArray(values) ? values.map((value) => JSON.stringify(value)).join(', ') : JSON.stringify(values);

/** What a keyword of the user's own schema asks for, to follow "must be". */
function expectation({ keyword, params }: ErrorObject): string {
  const { limit, comparison = '' } = params as { limit?: unknown; comparison?: string };
  switch (keyword) {
    case 'enum':
      return `one of ${list(params.allowedValues)}`;
    case 'const':
      return list(params.allowedValue);
    case 'required':
      return `a map with the key ${String(params.missingProperty)}`;
    case 'pattern':
      return `a string that matches ${String(params.pattern)}`;
    case 'format':
      return `a ${String(params.format)}`;
    default:
      return limit === undefined
        ? `valid for the schema's ${keyword}`
        : `${comparison} ${list(limit)}`.trim();
  }
}

function ownProblem(error: ErrorObject): SchemaProblem {
  const { instancePath, keyword, params, parentSchema } = error;
  const path = pathOfPointer(instancePath);
  if (keyword === 'additionalProperties' || keyword === 'unevaluatedProperties') {
    const unknown = String(params.additionalProperty ?? params.unevaluatedProperty);
    const known = Object.keys((parentSchema as { properties?: object }).properties ?? {});
    return { kind: 'unknown-key', path: [...path, unknown], known };
  }
  if (keyword === 'type') return { kind: 'wrong-type', path, expected: [params.type].flat().map(String) };
  return { kind: 'invalid-value', path, expected: expectation(error) };
}

/** One mistake is told once: what the branches of an anyOf say goes, and of several at one value the first stays. */
function told(errors: readonly ErrorObject[]): readonly SchemaProblem[] {
  const branching = errors.filter(({ keyword }) => /^(?:anyOf|oneOf|if)$/.test(keyword));
  const outside = errors.filter(
    (error) => !branching.some((one) => one !== error && error.schemaPath.startsWith(`${one.schemaPath}/`)),
  );
  const byPath = new Map<string, SchemaProblem>();
  for (const problem of outside.map(ownProblem)) {
    const key = JSON.stringify(problem.path);
    if (!byPath.has(key)) byPath.set(key, problem);
  }
  return [...byPath.values()];
}

/** A JSON Schema (draft-07) of the user's own, ready to check values. @returns in words why it is none */
export async function ownSchema(text: string): Promise<Result<SchemaCheck, string>> {
  const { default: ajvModule } = await import('ajv');
  try {
    const ajv = new ajvModule.default({ allErrors: true, verbose: true, strict: false });
    const validate = ajv.compile(JSON.parse(text) as object);
    return ok((values) => (validate(values) ? [] : told(validate.errors ?? [])));
  } catch (error) {
    return err(error instanceof Error ? error.message : String(error));
  }
}
