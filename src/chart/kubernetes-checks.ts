import { isFields, type Refusal, said } from './fields-together.ts';
import { type Field, fieldBelow, fieldsOf } from './kubernetes.ts';
import { CHECKS, CHECKS_OF_PARTS } from './object-checks.ts';
import { type Checked, isSectionOn } from './refused.ts';
import type { SchemaProblem } from './schema-problem.ts';
import { contentOf } from './wanted.ts';

type Path = readonly string[];

/** Types that Kubernetes takes whatever is in them. */
const UNCHECKED = new Set(['MetricIdentifier']);

/** What no two objects of a list have in common, as a whole. An empty text is none. */
const UNIQUE: Readonly<Record<string, readonly string[]>> = {
  Volume: ['name'],
  Container: ['name'],
  ContainerPort: ['name'],
  ServicePort: ['name'],
  VolumeMount: ['mountPath'],
  TopologySpreadConstraint: ['topologyKey', 'whenUnsatisfiable'],
};

/** An object of a list, and where it stands. */
interface Item {
  readonly at: Path;
  readonly value: unknown;
}

const itemsOf = (list: unknown, at: Path = []): readonly Item[] =>
  (Array.isArray(list) ? list : []).map((value: unknown, index) => ({ at: [...at, String(index)], value }));

function twice(items: readonly Item[], type: string, where: string): readonly Refusal[] {
  const [field = '', ...others] = UNIQUE[type] ?? [];
  if (field === '') return [];
  const seen = new Set<string>();
  return items.flatMap(({ at, value }) => {
    const names = [field, ...others].map((one) => (isFields(value) ? (said(value[one]) ?? '') : ''));
    if (names.includes('')) return [];
    const key = JSON.stringify(names);
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    const same = others.length === 0 ? '' : ` with the same ${others.join(' and ')}`;
    return [
      {
        at: [...at, field],
        what: `is ${JSON.stringify(names[0])} a second time ${where}${same}`,
        remedy: `give each its own ${field}`,
      },
    ];
  });
}

/** @param list the key of the list or the map that the value stands in */
function refusalsIn(value: unknown, field: Field, checks: typeof CHECKS, list: string): readonly Refusal[] {
  const below = (name: string): readonly Refusal[] => {
    const child = fieldBelow(field, [name]);
    const holder = Array.isArray(value) ? list : name;
    const inner = child ? refusalsIn((value as Record<string, unknown>)[name], child, checks, holder) : [];
    return inner.map((one) => ({ ...one, at: [name, ...one.at] }));
  };
  if (Array.isArray(value))
    return [
      ...twice(itemsOf(value), field.items?.type ?? '', 'in the list'),
      ...value.flatMap((_, index) => below(String(index))),
    ];
  const isKnown = fieldsOf(field) !== undefined || field.items !== undefined;
  if (!isFields(value) || !isKnown || UNCHECKED.has(field.type ?? '')) return [];
  const own = checks.get(field.type ?? '')?.(value, list) ?? [];
  return [...own, ...Object.keys(value).flatMap(below)];
}

const asProblem =
  (path: Path) =>
  ({ at, ...rest }: Refusal): SchemaProblem => ({ kind: 'refused', path: [...path, ...at], ...rest });

/** Containers of several lists in one section end up in one pod. */
function containersTwice(
  section: Readonly<Record<string, unknown>>,
  path: Path,
  { chart, version }: Checked,
) {
  const lists = Object.entries(section).filter(([name]) => {
    const shape = chart.keyAt([...path, name], version)?.shape;
    return contentOf(shape)?.items?.type === 'Container';
  });
  if (lists.length < 2) return [];
  const items = lists.flatMap(([name, list]) => itemsOf(list, [name]));
  return twice(items, 'Container', `among ${lists.map(([name]) => name).join(' and ')}`).map(asProblem(path));
}

/**
 * What single fields do not show: fields of an object, or objects of a list, that Kubernetes refuses together. Keys that only
 * count while another one is on are looked at while it is.
 * @param value what stands at the path
 */
export function refusedTogether(value: unknown, path: Path, checked: Checked): readonly SchemaProblem[] {
  const key = path.length === 0 ? undefined : checked.chart.keyAt(path, checked.version);
  if (path.length > 0 && (key === undefined || !isSectionOn(path, checked))) return [];
  if (key && key.shape.kind !== 'section') {
    const content = contentOf(key.shape);
    const checks = key.isMerged ? CHECKS_OF_PARTS : CHECKS;
    return content ? refusalsIn(value, content, checks, path.at(-1) ?? '').map(asProblem(path)) : [];
  }
  if (!isFields(value)) return [];
  const below = Object.entries(value).flatMap(([name, child]) =>
    refusedTogether(child, [...path, name], checked),
  );
  return [...below, ...containersTwice(value, path, checked)];
}
