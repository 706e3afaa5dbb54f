import { nearest } from '../nearest.ts';
import { kubernetesType } from './kubernetes.ts';
import { isOfForm } from './leaf-schema.ts';
import { isAbove, isExtended, isFraction, isNeverShared, isOwnResource, OWN_RESOURCES } from './resources.ts';
import { FORMS } from './wanted.ts';

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

const isWritten = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const NONE: readonly Refusal[] = [];

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

const ROWS: readonly Row[] = [
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

function requirement({ operator, values }: Fields): readonly Refusal[] {
  const by = said(operator);
  if (values !== undefined && values !== null && !Array.isArray(values)) return NONE;
  const count = listOf(values).length;
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
  return NONE;
}

const REMEDY_OF_LABEL = 'correct it: no label looks like that';

/** Values of requirements that no label can have. */
const labelValues = (requirements: unknown, at: readonly string[]): readonly Refusal[] =>
  listOf(requirements).flatMap((one, index) =>
    listOf(isFields(one) ? one.values : []).flatMap((value, place) => {
      const text = said(value) ?? '';
      if (text === '' || isOfForm(text, 'label-value')) return NONE;
      return [
        {
          at: [...at, String(index), 'values', String(place)],
          what: `is not ${FORMS['label-value']}`,
          remedy: REMEDY_OF_LABEL,
        },
      ];
    }),
  );

function labelSelector({ matchLabels, matchExpressions }: Fields): readonly Refusal[] {
  const labels = Object.entries(isFields(matchLabels) ? matchLabels : {}).flatMap(([name, value]) => {
    const at = ['matchLabels', name];
    const text = said(value) ?? '';
    if (said(name) !== undefined && !isOfForm(name, 'qualified'))
      return [{ at, what: `has a key that is not ${FORMS.qualified}`, remedy: REMEDY_OF_LABEL }];
    return text === '' || isOfForm(text, 'label-value')
      ? NONE
      : [{ at, what: `is not ${FORMS['label-value']}`, remedy: REMEDY_OF_LABEL }];
  });
  return [...labels, ...labelValues(matchExpressions, ['matchExpressions'])];
}

/** Only what nodes must have is held to the form of labels; what they had better have is not. */
const nodeSelector: Check = ({ nodeSelectorTerms }) =>
  listOf(nodeSelectorTerms).flatMap((term, index) =>
    isFields(term)
      ? labelValues(term.matchExpressions, ['nodeSelectorTerms', String(index), 'matchExpressions'])
      : [],
  );

const nodeFields: Check = ({ matchFields }) =>
  listOf(matchFields).flatMap((field, index) => {
    const key = isFields(field) ? (said(field.key) ?? '') : '';
    if (key === '' || key === 'metadata.name') return NONE;
    return [
      {
        at: ['matchFields', String(index), 'key'],
        what: 'must be metadata.name, the only field of nodes that can be matched',
        remedy: 'write metadata.name, or move it to matchExpressions for a label',
      },
    ];
  });

/** A resource of nearly the same name, or a part of its name. A short name of another letter is no slip: gpu is not cpu. */
function resourceMeant(name: string): string | undefined {
  const plain = name.toLowerCase();
  const part = OWN_RESOURCES.find((one) => one.startsWith(plain) || one.endsWith(plain));
  return plain.length < 3
    ? undefined
    : (part ?? (plain.length > 3 ? nearest(plain, OWN_RESOURCES) : undefined));
}

/** Names of resources that a container cannot have, and quantities that cannot be divided. */
function resourceNames({ requests, limits }: Fields): readonly Refusal[] {
  return Object.entries({ requests, limits }).flatMap(([side, quantities]) =>
    Object.entries(isFields(quantities) ? quantities : {}).flatMap(([name, quantity]) => {
      const at = [side, name];
      if (said(name) === undefined || quantity === null) return NONE;
      const isPlain = !name.includes('/');
      if (isPlain ? !isOwnResource(name) : !isOfForm(name, 'qualified')) {
        const meant = resourceMeant(name);
        const remedy =
          meant === undefined
            ? 'write the domain in front of it, such as nvidia.com/gpu, or remove it'
            : `did you mean ${meant}?`;
        return [{ at, what: 'is no resource that a container can have', remedy }];
      }
      return isExtended(name) && isFraction(quantity)
        ? [{ at, what: 'must be a whole number', remedy: 'write a whole number' }]
        : NONE;
    }),
  );
}

function resources({ requests, limits }: Fields): readonly Refusal[] {
  if (!isFields(requests)) return NONE;
  const most = isFields(limits) ? limits : {};
  return Object.entries(requests).flatMap(([name, request]) => {
    const at = ['requests', name];
    const limit = Object.hasOwn(most, name) ? most[name] : undefined;
    if (isNeverShared(name) && request !== null && (limit ?? null) === null)
      return [
        { at, what: `stands without limits.${name}`, remedy: `write the same quantity in limits.${name}` },
      ];
    if (isNeverShared(name) && isAbove(limit, request))
      return [{ at, what: `is below limits.${name}`, remedy: 'write the same quantity in both' }];
    return isAbove(request, limit)
      ? [{ at, what: `is above limits.${name}`, remedy: `lower it, or raise limits.${name}` }]
      : NONE;
  });
}

/** Fields of a probe that say when, and not how. */
const NO_HANDLER = /(Seconds|Threshold)$/;

/** Fields that are ways to say one thing: Kubernetes takes one of them. */
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
      : NONE;
  };

/** A type whose fields are all ways to say one thing, but for its name. */
const oneOfAll =
  (type: string): Check =>
  (object, list) =>
    oneOf(Object.keys(kubernetesType(type)?.fields ?? {}))(object, list);

const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'];

function container(object: Fields, list: string): readonly Refusal[] {
  const probes = PROBES.flatMap((name) => {
    const { successThreshold, terminationGracePeriodSeconds } = isFields(object[name]) ? object[name] : {};
    const isReadiness = name === 'readinessProbe';
    if (!isReadiness && typeof successThreshold === 'number' && successThreshold > 1)
      return [
        {
          at: [name, 'successThreshold'],
          what: 'must be 1; only a readinessProbe takes more',
          remedy: 'write 1, or remove it',
        },
      ];
    return isReadiness && isWritten(terminationGracePeriodSeconds)
      ? [
          {
            at: [name, 'terminationGracePeriodSeconds'],
            what: 'is written, and a readinessProbe ends no container',
            remedy: 'remove it, or write it in the livenessProbe',
          },
        ]
      : NONE;
  });
  const isInit = list.toLowerCase().endsWith('initcontainers');
  if (!isInit || said(object.restartPolicy ?? '') === undefined || object.restartPolicy === 'Always')
    return probes;
  const early = [...PROBES, 'lifecycle'].filter((name) => isFields(object[name]));
  return [
    ...probes,
    ...early.map((name) => ({
      at: [name],
      what: 'is written, and an init container takes it only with restartPolicy: Always',
      remedy: 'remove it, or write restartPolicy: Always',
    })),
  ];
}

/** What a variable can be of its pod. */
const POD_FIELDS = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];

function podField({ fieldRef }: Fields): readonly Refusal[] {
  const path = isFields(fieldRef) ? (said(fieldRef.fieldPath) ?? '') : '';
  if (path === '' || POD_FIELDS.includes(path) || /^metadata\.(labels|annotations)\['.+'\]$/.test(path))
    return NONE;
  const meant = nearest(path, POD_FIELDS);
  return [
    {
      at: ['fieldRef', 'fieldPath'],
      what: 'is no field of the pod that a variable can have',
      remedy:
        meant === undefined
          ? `write one of ${POD_FIELDS.join(', ')}, metadata.labels['NAME'] and metadata.annotations['NAME']`
          : `did you mean ${meant}?`,
    },
  ];
}

const HANDLERS = ['exec', 'httpGet', 'tcpSocket', 'grpc'];

const all =
  (...checks: readonly Check[]): Check =>
  (object, list) =>
    checks.flatMap((check) => check(object, list));

const FUNCTIONS: Readonly<Record<string, Check>> = {
  NodeSelectorRequirement: requirement,
  LabelSelectorRequirement: requirement,
  LabelSelector: labelSelector,
  NodeSelector: nodeSelector,
  NodeSelectorTerm: nodeFields,
  ResourceRequirements: all(resourceNames, resources),
  Container: container,
  EnvFromSource: oneOf(['secretRef', 'configMapRef']),
  EnvVarSource: all(oneOfAll('EnvVarSource'), podField),
  Probe: oneOf(HANDLERS, true),
  LifecycleHandler: oneOf(['exec', 'httpGet', 'sleep', 'tcpSocket']),
  Volume: oneOfAll('Volume'),
  VolumeProjection: oneOfAll('VolumeProjection'),
};

const rowsFor = (type: string): Check => {
  const rows = ROWS.filter((row) => row.type === type);
  return (object) =>
    rows.flatMap(({ field, isRefused, what, remedy }) =>
      isRefused(object) ? [{ at: field === undefined ? [] : [field], what, remedy }] : [],
    );
};

const TYPES = new Set([...ROWS.map(({ type }) => type), ...Object.keys(FUNCTIONS)]);

/** By the type of an object. What the API server of Kubernetes 1.35 refused in a dry run with strict fields. */
export const CHECKS: ReadonlyMap<string, Check> = new Map(
  [...TYPES].map((type) => [type, all(rowsFor(type), FUNCTIONS[type] ?? (() => NONE))]),
);

/** What is refused of an object whatever is laid over or under it. */
export const CHECKS_OF_PARTS: ReadonlyMap<string, Check> = new Map([['ResourceRequirements', resourceNames]]);
