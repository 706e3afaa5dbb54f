import type { ChartTables } from './chart.ts';
import { type ChartKey, defaultOf, type Shape } from './key.ts';
import type { SchemaProblem } from './schema-problem.ts';
import { isBefore } from './versions.ts';
import { expectedTypes } from './wanted.ts';

type Path = readonly string[];

/** Stretches that something other than Helm fills in first: `${VAR}`, `{{ … }}`, `<VALUE>`, `%VALUE%`. */
const PLACEHOLDER = /\$\{|\{\{|^%[^%]+%$|^<.+>$/;

/** Whether a value is a text that is filled in before Helm sees it. */
export const isFilledInLater = (value: unknown): boolean =>
  typeof value === 'string' && PLACEHOLDER.test(value);

/** What stands at a path of plain values. */
export function valueAt(values: unknown, path: Path): unknown {
  let here = values;
  for (const key of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, key)) return undefined;
    here = Reflect.get(here, key);
  }
  return here;
}

/** Shapes that are printed as they are, so that an empty string is printed as nothing: null. */
const isPrinted = ({ kind, ...shape }: Shape): boolean =>
  /^(boolean|integer|integer-or-percentage|pattern)$/.test(kind) || 'options' in shape;

/** Values and the chart that they are for. */
export interface Checked {
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
export function nullProblems(value: unknown, path: Path, checked: Checked): readonly SchemaProblem[] {
  const key = checked.chart.keyAt(path, checked.version);
  if (path.length > 0 && key === undefined) return [];
  if (key && (value === null || (value === '' && isPrinted(key.shape))))
    return breaksOnNull(key, path, checked)
      ? [{ kind: 'null', path, expected: expectedTypes(key.shape) }]
      : [];
  // What stands below is the user's own: the chart has no key there.
  if (key && key.shape.kind !== 'section') return [];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([name, child]) => nullProblems(child, [...path, name], checked));
}

function breaksOnNull({ nullBreaks }: ChartKey, path: Path, checked: Checked): boolean {
  const { version } = checked;
  if (!nullBreaks || (nullBreaks.from !== undefined && isBefore(version, nullBreaks.from))) return false;
  if (nullBreaks.before !== undefined && isBefore(version, nullBreaks.before)) return true;
  if (nullBreaks.where) return nullBreaks.where.some((key) => isOn(key, checked));
  return isSectionOn(path, checked);
}

/** Whether the `enabled` beside a key is on; true where there is none. */
export function isSectionOn(path: Path, checked: Checked): boolean {
  const toggle = [...path.slice(0, -1), 'enabled'];
  const { chart, version } = checked;
  return chart.keyAt(toggle, version)?.shape.kind !== 'toggle' || isOn(toggle, checked);
}

/** Whether some section of a name is on: what is laid over another one may switch that on. */
function isOnSomewhere(name: string, values: unknown): boolean {
  if (typeof values !== 'object' || values === null) return false;
  const section: unknown = Reflect.get(values, name);
  return (
    Boolean(valueAt(section, ['enabled'])) || Object.values(values).some((one) => isOnSomewhere(name, one))
  );
}

/**
 * The `enabled` of a section around a path that is off for sure, so that the chart renders nothing of what is there; undefined
 * where there is none. A section that breaks on null while another key is on is read whether its own is or not.
 */
function switchedOffBy(path: Path, { values, chart, version }: Checked): Path | undefined {
  for (let length = path.length; length > 1; length--) {
    const here = path.slice(0, length);
    const key = chart.keyAt(here, version);
    if (key?.shape.kind === 'section' && key.nullBreaks?.where) return undefined;
    const toggle = [...here.slice(0, -1), 'enabled'];
    const switched = chart.keyAt(toggle, version);
    if (switched?.shape.kind !== 'toggle' || here.at(-1) === 'enabled') continue;
    const value = valueAt(values, toggle) ?? defaultOf(switched, version);
    if (value !== undefined && !value && !isOnSomewhere(here.at(-2) ?? '', values)) return toggle;
  }
  return undefined;
}

const isEmptyValue = (value: unknown): boolean =>
  typeof value === 'object' && value !== null ? Object.keys(value).length === 0 : !value;

/** What is left of a problem when what the templates do with the value is looked at. */
export function asTaken(problem: SchemaProblem, checked: Checked): readonly SchemaProblem[] {
  if (problem.kind !== 'wrong-type' && problem.kind !== 'invalid-value' && problem.kind !== 'unknown-field')
    return [problem];
  const toggle = switchedOffBy(problem.path, checked);
  return asRead(toggle ? { ...problem, switchedOffBy: toggle } : problem, checked);
}

/** The same, of what the chart reads. */
function asRead(problem: SchemaProblem, checked: Checked): readonly SchemaProblem[] {
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

const isNegative = (value: unknown): boolean =>
  typeof value === 'string' ? /^-[0-9]+$/.test(value) : Number.isInteger(value) && Number(value) < 0;

/** Whether a value of the wrong type is printed so that nobody refuses it. */
function isTaken({ takes, shape }: ChartKey, value: unknown): boolean {
  if (shape.kind === 'toggle') return !shape.isStrict;
  if (shape.kind === 'integer' && shape.takesNegative) return isNegative(value);
  if (takes?.values === 'anything' || shape.kind === 'fraction') return true;
  if (shape.kind === 'text') return !shape.options && typeof value === 'boolean';
  const isCollection = typeof value === 'object' && value !== null;
  if (takes?.values === 'lists-and-maps') return isCollection;
  // A template prints a map as map[…], which reads as a string.
  return shape.kind === 'pattern' && shape.of === 'word' && isCollection && !Array.isArray(value);
}
