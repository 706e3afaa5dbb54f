import type { ErrorObject } from 'ajv';
import { either } from '../english.ts';
import { err, ok, type Result } from '../result.ts';
import type { ChartTables } from './chart.ts';
import type { ItemKind, Shape } from './key.ts';

/** One mistake that a JSON Schema found; which keyword it was is told apart, the text is made later. */
export type SchemaProblem =
  | { readonly kind: 'unknown-key'; readonly path: readonly string[]; readonly known: readonly string[] }
  | { readonly kind: 'wrong-type'; readonly path: readonly string[]; readonly expected: readonly string[] }
  | { readonly kind: 'invalid-value'; readonly path: readonly string[]; readonly expected: string };

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
  if (validate(data)) return [];
  const problems = (validate.errors ?? []).map((error) => problemOf(error, chart, known));
  return oneForEach(problems).filter(
    ({ kind, path }) => kind === 'unknown-key' || !isFilledInLater(data, path),
  );
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

/** Whether the value at a path is a text that is filled in before Helm sees it. */
export function isFilledInLater(values: unknown, path: Path): boolean {
  let here = values;
  for (const key of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, key)) return false;
    here = Reflect.get(here, key);
  }
  return typeof here === 'string' && PLACEHOLDER.test(here);
}

/** What a validator found, in the words of the linter. */
function problemOf(
  { instancePath, keyword, params }: ValidationError,
  chart: ChartTables,
  version: string,
): SchemaProblem {
  const path = pathOfPointer(instancePath);
  if (keyword === 'additionalProperties')
    return {
      kind: 'unknown-key',
      path: [...path, String(params.additionalProperty)],
      known: chart.knownKeysAt(path, version),
    };
  if (keyword === 'type') return { kind: 'wrong-type', path, expected: typesAt(path, chart, version) };
  const shape = chart.keyAt(path, version)?.shape;
  return { kind: 'invalid-value', path, expected: shape ? expectedValue(shape) : 'another value' };
}

/** A path that ends within a list or a map of the user's is judged by what that holds. */
function typesAt(path: Path, chart: ChartTables, version: string): readonly string[] {
  const key = chart.keyAt(path, version);
  if (key || path.length === 0) return key ? expectedTypes(key.shape) : ['map'];
  const holder = chart.keyAt(path.slice(0, -1), version);
  return holder ? expectedTypesWithin(holder.shape) : [];
}

const ITEMS: Record<ItemKind, readonly string[]> = {
  maps: ['map'],
  strings: ['string'],
  'strings-or-maps': ['string', 'map'],
};

const VALUES = {
  anything: [],
  scalars: ['string', 'number', 'boolean'],
  'scalars-or-maps': ['string', 'number', 'boolean', 'map'],
} as const;

const TYPES: Record<Exclude<Shape['kind'], 'section'>, readonly string[]> = {
  toggle: ['boolean'],
  text: ['string'],
  'text-or-false': ['string'],
  string: ['string'],
  duration: ['string'],
  integer: ['integer'],
  'integer-or-percentage': ['integer', 'string'],
  fraction: ['number'],
  list: ['list'],
  'list-or-empty-map': ['list'],
  map: ['map'],
};

/** The types that a value should have, as a reader of YAML calls them. */
const expectedTypes = ({ kind }: Shape): readonly string[] => (kind === 'section' ? ['map'] : TYPES[kind]);

/** The types of what stands within a list or a map of the user's. */
function expectedTypesWithin(shape: Shape): readonly string[] {
  if (shape.kind === 'list') return ITEMS[shape.items];
  if (shape.kind === 'map') return VALUES[shape.values];
  return ['map'];
}

/** A phrase for the values of the right type that are allowed: `Always, IfNotPresent or Never`. */
function expectedValue(shape: Shape): string {
  switch (shape.kind) {
    case 'text':
      return either(shape.options ?? []);
    case 'duration':
      return 'a duration such as 30s or 1m30s';
    case 'integer':
      return shape.maximum === undefined
        ? `a whole number of ${shape.minimum} or more`
        : `a whole number from ${shape.minimum} to ${shape.maximum}`;
    case 'integer-or-percentage':
      return 'a whole number or a percentage such as 50%';
    case 'list-or-empty-map':
      return 'a list of maps with name and value, as in a pod';
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
