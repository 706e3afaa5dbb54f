import { nearest } from '../nearest.ts';
import {
  type Check,
  type Fields,
  isFields,
  isWritten,
  NONE,
  type Refusal,
  ROWS,
  rowsFor,
  said,
} from './fields-together.ts';
import { kubernetesType } from './kubernetes.ts';
import { labelSelector, nodeFields, nodeSelector, requirement } from './label-checks.ts';
import { resourceNames, resources } from './resources.ts';

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

const TYPES = new Set([...ROWS.map(({ type }) => type), ...Object.keys(FUNCTIONS)]);

/** By the type of an object. What the API server of Kubernetes 1.35 refused in a dry run with strict fields. */
export const CHECKS: ReadonlyMap<string, Check> = new Map(
  [...TYPES].map((type) => [type, all(rowsFor(type), FUNCTIONS[type] ?? (() => NONE))]),
);

/** What is refused of an object whatever is laid over or under it. */
export const CHECKS_OF_PARTS: ReadonlyMap<string, Check> = new Map([['ResourceRequirements', resourceNames]]);
