import { type Field, fieldBelow, fieldsOf } from './kubernetes.ts';
import { type Checked, isSectionOn } from './refused.ts';
import type { SchemaProblem } from './schema-problem.ts';
import { contentOf } from './wanted.ts';

type Path = readonly string[];
type Fields = Readonly<Record<string, unknown>>;

/** What fields of one object cannot be together. */
interface Refusal {
  readonly at: Path;
  /** Follows the key: `has a value, and operator Exists takes none`. */
  readonly what: string;
  readonly remedy: string;
}

type Check = (object: Fields) => readonly Refusal[];

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A text that something may still fill in says nothing. */
const said = (value: unknown): string | undefined =>
  typeof value === 'string' && !/[${%<]/.test(value) ? value : undefined;

const isWritten = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

function toleration(object: Fields): readonly Refusal[] {
  const { key, operator, value, effect, tolerationSeconds, ...unknown } = object;
  const by = said(operator ?? '');
  if (by === 'Exists' && isWritten(value))
    return [
      {
        at: ['value'],
        what: 'is written, and operator Exists takes no value',
        remedy: 'remove the value, or write operator: Equal',
      },
    ];
  // A field of another name may be the key that was meant, and is told on its own.
  const hasKey = isWritten(key) || Object.keys(unknown).length > 0 || Object.keys(object).length === 0;
  if ((by === '' || by === 'Equal') && !hasKey)
    return [
      {
        at: [],
        what: 'has no key, which only operator Exists takes',
        remedy: 'write a key, or operator: Exists',
      },
    ];
  if (isWritten(tolerationSeconds) && said(effect ?? '') !== undefined && effect !== 'NoExecute')
    return [
      {
        at: ['tolerationSeconds'],
        what: 'is written, and only effect NoExecute takes it',
        remedy: 'write effect: NoExecute, or remove it',
      },
    ];
  return [];
}

function requirement({ operator, values }: Fields): readonly Refusal[] {
  const by = said(operator);
  if (values !== undefined && values !== null && !Array.isArray(values)) return [];
  const count = Array.isArray(values) ? values.length : 0;
  if ((by === 'In' || by === 'NotIn') && count === 0)
    return [{ at: [], what: `has no values, which operator ${by} needs`, remedy: 'write values' }];
  if ((by === 'Exists' || by === 'DoesNotExist') && count > 0)
    return [
      {
        at: ['values'],
        what: `is written, and operator ${by} takes no values`,
        remedy: 'remove the values, or write operator: In',
      },
    ];
  if ((by === 'Gt' || by === 'Lt') && count !== 1)
    return [
      { at: [], what: `needs one value, as operator ${by} does`, remedy: 'write one whole number in values' },
    ];
  return [];
}

const UNITS = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];
const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

/** A quantity as a number; undefined for what is none. */
function amount(quantity: unknown): number | undefined {
  if (typeof quantity === 'number') return quantity;
  if (typeof quantity !== 'string') return undefined;
  const [, digits, unit = ''] = /^\s*(\+?[0-9]+\.?[0-9]*)([numkMGTPE]|[KMGTPE]i|)\s*$/.exec(quantity) ?? [];
  if (digits === undefined) return undefined;
  const power = UNITS.indexOf(unit);
  return Number(digits) * (power < 0 ? 1024 ** BINARY.indexOf(unit) : 1000 ** (power - UNITS.indexOf('')));
}

/** Floats are not exact, and quantities that are equal are taken. */
const ABOVE = 1 + 1e-9;

/** Whether a quantity of Kubernetes is surely above another: 2Gi above 512Mi. False for what is no plain quantity. */
export function isAbove(quantity: unknown, other: unknown): boolean {
  const [asked, most] = [amount(quantity), amount(other)];
  return asked !== undefined && most !== undefined && asked > most * ABOVE;
}

function resources({ requests, limits }: Fields): readonly Refusal[] {
  if (!isFields(requests) || !isFields(limits)) return [];
  return Object.entries(requests).flatMap(([name, request]) => {
    if (!Object.hasOwn(limits, name) || !isAbove(request, limits[name])) return [];
    return [
      {
        at: ['requests', name],
        what: `is above limits.${name}`,
        remedy: `lower it, or raise limits.${name}`,
      },
    ];
  });
}

/** Fields of a probe that say when, and not how. */
const NO_HANDLER = /(Seconds|Threshold)$/;

/** Fields that are ways to say one thing: Kubernetes takes one of them. @param others fields beside them */
const oneOf =
  (fields: readonly string[], isNeeded = false): Check =>
  (object) => {
    const [first, second] = fields.filter((field) => isFields(object[field]));
    if (second !== undefined)
      return [
        {
          at: [second],
          what: `stands beside ${first}, and only one of them may`,
          remedy: 'remove one of them',
        },
      ];
    // A handler of another name or type is told on its own.
    const isMissing =
      Object.keys(object).length > 0 && Object.keys(object).every((field) => NO_HANDLER.test(field));
    return isNeeded && first === undefined && isMissing
      ? [{ at: [], what: `has none of ${fields.join(', ')}`, remedy: 'write one of them' }]
      : [];
  };

function spread({
  minDomains,
  whenUnsatisfiable,
  matchLabelKeys,
  labelSelector,
}: Fields): readonly Refusal[] {
  if (isWritten(minDomains) && whenUnsatisfiable === 'ScheduleAnyway')
    return [
      {
        at: ['minDomains'],
        what: 'is written, and only whenUnsatisfiable: DoNotSchedule takes it',
        remedy: 'remove it, or write whenUnsatisfiable: DoNotSchedule',
      },
    ];
  return Array.isArray(matchLabelKeys) && matchLabelKeys.length > 0 && !isFields(labelSelector)
    ? [
        {
          at: ['matchLabelKeys'],
          what: 'is written without a labelSelector',
          remedy: 'write a labelSelector',
        },
      ]
    : [];
}

function mount({ subPath, subPathExpr }: Fields): readonly Refusal[] {
  if (isWritten(subPath) && isWritten(subPathExpr))
    return [
      {
        at: ['subPathExpr'],
        what: 'stands beside subPath, and only one of them may',
        remedy: 'remove one of them',
      },
    ];
  const path = said(subPath);
  return path !== undefined && (path.startsWith('/') || path.split('/').includes('..'))
    ? [
        {
          at: ['subPath'],
          what: 'leaves its volume',
          remedy: 'write a path without .. and without a slash in front',
        },
      ]
    : [];
}

const variable: Check = ({ value, valueFrom }) =>
  isWritten(value) && isFields(valueFrom)
    ? [
        {
          at: ['valueFrom'],
          what: 'stands beside value, and only one of them may',
          remedy: 'remove one of them',
        },
      ]
    : [];

const HANDLERS = ['exec', 'httpGet', 'tcpSocket', 'grpc'];

/** By the type of an object. What the API server of Kubernetes 1.35 refused in a dry run with strict fields. */
const CHECKS: Readonly<Record<string, Check>> = {
  Toleration: toleration,
  NodeSelectorRequirement: requirement,
  LabelSelectorRequirement: requirement,
  ResourceRequirements: resources,
  TopologySpreadConstraint: spread,
  VolumeMount: mount,
  EnvVar: variable,
  EnvFromSource: oneOf(['secretRef', 'configMapRef']),
  Probe: oneOf(HANDLERS, true),
  LifecycleHandler: oneOf(['exec', 'httpGet', 'sleep', 'tcpSocket']),
};

/** What no two objects of a list have in common. An empty text is none. */
const UNIQUE: Readonly<Record<string, string>> = {
  Volume: 'name',
  Container: 'name',
  ContainerPort: 'name',
  VolumeMount: 'mountPath',
};

function twice(items: readonly unknown[], type: string): readonly Refusal[] {
  const field = UNIQUE[type];
  if (field === undefined) return [];
  const seen = new Set<string>();
  return items.flatMap((item, index) => {
    const name = isFields(item) ? said(item[field]) : undefined;
    if (name === undefined || name === '') return [];
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    return [
      {
        at: [String(index), field],
        what: `is ${JSON.stringify(name)} a second time in the list`,
        remedy: `give each its own ${field}`,
      },
    ];
  });
}

function refusalsIn(value: unknown, field: Field): readonly Refusal[] {
  const below = (name: string): readonly Refusal[] => {
    const child = fieldBelow(field, [name]);
    const inner = child ? refusalsIn((value as Fields)[name], child) : [];
    return inner.map((one) => ({ ...one, at: [name, ...one.at] }));
  };
  if (Array.isArray(value))
    return [...twice(value, field.items?.type ?? ''), ...value.flatMap((_, index) => below(String(index)))];
  if (!isFields(value) || fieldsOf(field) === undefined) return [];
  const own = CHECKS[field.type ?? '']?.(value) ?? [];
  return [...own, ...Object.keys(value).flatMap(below)];
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
    const content = key.isMerged ? undefined : contentOf(key.shape);
    const found = content ? refusalsIn(value, content) : [];
    return found.map(({ at, ...rest }) => ({ kind: 'refused', path: [...path, ...at], ...rest }));
  }
  if (!isFields(value)) return [];
  return Object.entries(value).flatMap(([name, child]) => refusedTogether(child, [...path, name], checked));
}
