export type Fields = Readonly<Record<string, unknown>>;

/** What fields of one object cannot be together. */
export interface Refusal {
  readonly at: readonly string[];
  /** Follows the key: `has a value, and operator Exists takes none`. */
  readonly what: string;
  readonly remedy: string;
}

/** @param list the key of the list that the object stands in */
export type Check = (object: Fields, list: string) => readonly Refusal[];

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A text that something may still fill in says nothing. */
export const said = (value: unknown): string | undefined =>
  typeof value === 'string' && !/[${%<]/.test(value) ? value : undefined;

export const isWritten = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const NONE: readonly Refusal[] = [];

/** A field that some other field of its object does not go with. */
interface Row {
  readonly type: string;
  /** Where it is told; the object itself where a field is missing. */
  readonly field?: string;
  readonly isRefused: (object: Fields) => boolean;
  readonly what: string;
  readonly remedy: string;
}

const onlyLocalhost = (type: string): readonly Row[] => [
  {
    type,
    // A field of another name may be the one that was meant, and is told on its own.
    isRefused: (object) => object.type === 'Localhost' && Object.keys(object).length === 1,
    what: 'has no localhostProfile, which type Localhost needs',
    remedy: 'write localhostProfile, or type: RuntimeDefault',
  },
  {
    type,
    field: 'localhostProfile',
    isRefused: ({ type: kind, localhostProfile }) =>
      isWritten(localhostProfile) && said(kind) !== undefined && kind !== 'Localhost',
    what: 'is written, and only type Localhost takes it',
    remedy: 'remove it, or write type: Localhost',
  },
];

/** Fields that do not go together, by the type of their object. */
export const ROWS: readonly Row[] = [
  {
    type: 'Toleration',
    field: 'value',
    isRefused: ({ operator, value }) => operator === 'Exists' && isWritten(value),
    what: 'is written, and operator Exists takes no value',
    remedy: 'remove the value, or write operator: Equal',
  },
  {
    type: 'Toleration',
    isRefused: (object) => {
      const { key, operator, value, effect, tolerationSeconds, ...unknown } = object;
      // A field of another name may be the key that was meant, and is told on its own.
      const hasKey = isWritten(key) || Object.keys(unknown).length > 0 || Object.keys(object).length === 0;
      const by = operator ?? '';
      return (by === '' || by === 'Equal') && !hasKey;
    },
    what: 'has no key, which only operator Exists takes',
    remedy: 'write a key, or operator: Exists',
  },
  {
    type: 'Toleration',
    field: 'tolerationSeconds',
    isRefused: ({ tolerationSeconds, effect }) =>
      isWritten(tolerationSeconds) && said(effect ?? '') !== undefined && effect !== 'NoExecute',
    what: 'is written, and only effect NoExecute takes it',
    remedy: 'write effect: NoExecute, or remove it',
  },
  {
    type: 'TopologySpreadConstraint',
    field: 'minDomains',
    isRefused: ({ minDomains, whenUnsatisfiable }) =>
      isWritten(minDomains) && whenUnsatisfiable === 'ScheduleAnyway',
    what: 'is written, and only whenUnsatisfiable: DoNotSchedule takes it',
    remedy: 'remove it, or write whenUnsatisfiable: DoNotSchedule',
  },
  {
    type: 'TopologySpreadConstraint',
    field: 'matchLabelKeys',
    isRefused: ({ matchLabelKeys, labelSelector }) =>
      listOf(matchLabelKeys).length > 0 && !isFields(labelSelector),
    what: 'is written without a labelSelector',
    remedy: 'write a labelSelector',
  },
  {
    type: 'VolumeMount',
    field: 'subPathExpr',
    isRefused: ({ subPath, subPathExpr }) => isWritten(subPath) && isWritten(subPathExpr),
    what: 'stands beside subPath, and only one of them may',
    remedy: 'remove one of them',
  },
  {
    type: 'VolumeMount',
    field: 'subPath',
    isRefused: ({ subPath }) => /^\/|(^|\/)\.\.(\/|$)/.test(said(subPath) ?? ''),
    what: 'leaves its volume',
    remedy: 'write a path without .. and without a slash in front',
  },
  {
    type: 'EnvVar',
    field: 'valueFrom',
    isRefused: ({ value, valueFrom }) => isWritten(value) && isFields(valueFrom),
    what: 'stands beside value, and only one of them may',
    remedy: 'remove one of them',
  },
  {
    type: 'SecurityContext',
    field: 'allowPrivilegeEscalation',
    isRefused: ({ privileged, allowPrivilegeEscalation }) =>
      privileged === true && allowPrivilegeEscalation === false,
    what: 'is false, and a container with privileged: true always may',
    remedy: 'remove it, or write privileged: false',
  },
  ...onlyLocalhost('SeccompProfile'),
  ...onlyLocalhost('AppArmorProfile'),
  {
    type: 'NodeSelector',
    field: 'nodeSelectorTerms',
    isRefused: ({ nodeSelectorTerms }) => Array.isArray(nodeSelectorTerms) && nodeSelectorTerms.length === 0,
    what: 'is empty, and needs one term or more',
    remedy: 'write a term, or remove requiredDuringSchedulingIgnoredDuringExecution',
  },
];

/** The rows of one type, as its check. */
export const rowsFor = (type: string): Check => {
  const rows = ROWS.filter((row) => row.type === type);
  return (object) =>
    rows.flatMap(({ field, isRefused, what, remedy }) =>
      isRefused(object) ? [{ at: field === undefined ? [] : [field], what, remedy }] : [],
    );
};
