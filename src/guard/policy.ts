import type { Dormant, Guard, GuardedResource, KeptResource, Pack, StepKind } from '../pack.ts';
import { err, ok, type Result } from '../result.ts';
import { celList, celText, entryIn, isOfProduct, phasesInCel, type Variable } from './phase-in-cel.ts';
import { GATE_ANNOTATION, OVERRIDE_PATTERN, RELEASE_ANNOTATION, SEEN_IN_CEL } from './stamp.ts';

/** A pack of which everything is known that a policy needs. */
export type GuardedPack = Omit<Pack, 'guard'> & { readonly guard?: Guard };

/** @returns what is missing where settings decide what a phase is, and nobody said them */
export function asGuarded({ guard, ...pack }: Pack): Result<GuardedPack, Dormant> {
  if (guard === undefined) return ok(pack);
  return 'why' in guard ? err(guard) : ok({ ...pack, guard });
}

interface Validation {
  readonly expression: string;
  readonly message: string;
  readonly messageExpression?: string;
  readonly reason: 'Forbidden';
}

/** A resource and what is done to it. */
interface Matched {
  readonly apiVersion: string;
  readonly resources: readonly string[];
  readonly operation: 'UPDATE' | 'DELETE';
}

/** One policy, before the API server's own form is made of it. */
export interface Policy {
  readonly name: string;
  readonly on: Matched;
  /** Which of the objects are told apart by namespace, and which by release: a guard of one is one of all otherwise. */
  readonly apartBy: { readonly namespace: boolean; readonly release: boolean };
  readonly condition: string;
  readonly variables: readonly Variable[];
  readonly validations: readonly Validation[];
  readonly audit: readonly { readonly key: string; readonly valueExpression: string }[];
}

/** The pairs of phases between which a step is of a kind, as lists in CEL have them. */
function pairsOf({ phases, guard }: GuardedPack, kind: StepKind): readonly string[] {
  const ids = phases.map(({ id }) => id);
  const stepKind = guard?.step ?? ((): StepKind => 'proof');
  return ids.flatMap((from) =>
    ids.flatMap((to) => (from !== to && stepKind(from, to) === kind ? [`${from}-${to}`] : [])),
  );
}

const isPairIn = (pairs: readonly string[]): string => `f + "-" + t in ${celList(pairs)}`;

const OBJECT_NAME = 'request.kind.kind + "/" + request.name';
const STEP_WORDS = 'variables.before.join(" or ") + " to " + variables.after.join(" or ")';

const annotationOf = (annotations: string): string => entryIn(annotations, GATE_ANNOTATION);

/** Whether a stamp `s` names the step. */
const IS_OF_STEP = 'variables.before.exists(f, variables.after.exists(t, s.startsWith(f + "-" + t + " ")))';

/** What both kinds of policies know of a step, once `before` and `after` are lists of phases. */
function stepVariables(pack: GuardedPack, hasTemplate: boolean): readonly Variable[] {
  const own = annotationOf('object.metadata.?annotations');
  const ofPods = annotationOf('object.spec.template.?metadata.?annotations');
  const some = (pairs: readonly string[]): string =>
    pairs.length === 0
      ? 'false'
      : `variables.before.exists(f, variables.after.exists(t, ${isPairIn(pairs)}))`;
  return [
    {
      name: 'stamps',
      expression: `[${[own, ...(hasTemplate ? [ofPods] : [])].join(', ')}].filter(s, s != "")`,
    },
    { name: 'isOverridden', expression: `variables.stamps.exists(s, s.matches(r"${OVERRIDE_PATTERN}"))` },
    {
      name: 'isFree',
      expression: [
        'size(variables.before) == 0',
        'variables.before.exists(f, f in variables.after)',
        some(pairsOf(pack, 'free')),
      ].join('\n|| '),
    },
    { name: 'isProvable', expression: some(pairsOf(pack, 'proof')) },
    { name: 'seen', expression: SEEN_IN_CEL },
    { name: 'isStampOfStep', expression: `variables.stamps.exists(s, ${IS_OF_STEP})` },
    {
      name: 'isStamped',
      expression: `variables.stamps.exists(s, ${IS_OF_STEP} && variables.seen in s.split(" "))`,
    },
  ];
}

const OVERRIDE_WORDS = `annotate it ${GATE_ANNOTATION}: override <reason>`;

const validation = (expression: string, message: string, words: string): Validation => ({
  expression,
  message,
  messageExpression: words,
  reason: 'Forbidden',
});

const STEP_VALIDATIONS: readonly Validation[] = [
  validation(
    'variables.isOverridden || size(variables.before) == 0 || size(variables.after) > 0',
    'phasegate: its phase would be unclear',
    `"phasegate: " + ${OBJECT_NAME} + " is in " + variables.before.join(" or ") + ", and its new spec fits no phase; if it has to be, ${OVERRIDE_WORDS}"`,
  ),
  validation(
    'variables.isOverridden || variables.isFree || size(variables.after) == 0 || variables.isProvable',
    'phasegate: this step loses data',
    `"phasegate: " + ${STEP_WORDS} + " of " + ${OBJECT_NAME} + " loses data; run phasegate next for the way; if it has to be, ${OVERRIDE_WORDS}"`,
  ),
  validation(
    'variables.isOverridden || variables.isFree || !variables.isProvable || variables.isStamped',
    'phasegate: this step needs an open gate',
    [
      `"phasegate: " + ${STEP_WORDS} + " of " + ${OBJECT_NAME} + " needs an open gate: "`,
      `+ (variables.isStampOfStep ? "its stamp does not name " + variables.seen + ": it changed since, or the stamp was used" : "upgrade with phasegate --gate --stamp, or commit what phasegate plan --stamp prints")`,
    ].join('\n'),
  ),
];

/** The step that was let through or refused, for the audit log. */
const STEP_AUDIT = [
  {
    key: 'step',
    valueExpression: `variables.isFree ? "" : ${STEP_WORDS} + ": " + variables.stamps.join("; ")`,
  },
] as const;

const showsPhases = ({ phases }: Pick<Pack, 'phases'>): boolean =>
  phases.some(({ signs }) => signs.length > 0);

/** The kinds of objects whose steps a guard holds: those that get a stamp. */
export function guardedKinds(pack: Pack): ReadonlySet<string> {
  const guarded = asGuarded(pack);
  const { resources = [] } = (guarded.ok && guarded.value.guard) || {};
  return new Set([
    ...(showsPhases(pack) ? ['Deployment', 'StatefulSet'] : []),
    ...resources.map(({ kind }) => kind),
  ]);
}

function workloadPolicy(pack: GuardedPack): Policy | undefined {
  if (!showsPhases(pack)) return undefined;
  return {
    name: `phasegate-${pack.name}`,
    on: { apiVersion: 'apps/v1', resources: ['deployments', 'statefulsets'], operation: 'UPDATE' },
    apartBy: { namespace: true, release: true },
    condition: isOfProduct(pack),
    variables: [...phasesInCel(pack), ...stepVariables(pack, true)],
    validations: STEP_VALIDATIONS,
    audit: STEP_AUDIT,
  };
}

const caseOf = ([id, expression]: readonly [string, string]): string =>
  `(${expression} ? [${celText(id)}] : [])`;

const resourcePolicy = (pack: GuardedPack, one: GuardedResource): Policy => ({
  name: `phasegate-${pack.name}-${one.resource}`,
  on: { apiVersion: one.apiVersion, resources: [one.resource], operation: 'UPDATE' },
  apartBy: { namespace: true, release: one.namesRelease !== false },
  condition: one.matches,
  variables: [
    ...one.variables.flatMap(({ name, of }) => [
      { name: `${name}Before`, expression: of('oldObject', 'Before') },
      { name: `${name}After`, expression: of('object', 'After') },
    ]),
    { name: 'before', expression: Object.entries(one.phases('Before')).map(caseOf).join('\n+ ') },
    { name: 'after', expression: Object.entries(one.phases('After')).map(caseOf).join('\n+ ') },
    ...stepVariables(pack, false),
  ],
  validations: STEP_VALIDATIONS,
  audit: STEP_AUDIT,
});

/** The claims of a chart's StatefulSets, by the label that Kubernetes takes over from the selector. */
function claimsOf({ charts = [], name }: GuardedPack): KeptResource {
  const names = charts.length === 0 ? [name] : charts.map((chart) => chart.name);
  return {
    ...{ apiVersion: 'core/v1', resource: 'persistentvolumeclaims' },
    matches: `${entryIn('oldObject.metadata.?labels', 'app.kubernetes.io/name')} in ${celList(names)}`,
  };
}

/** The request of a delete of many names none of them. */
const KEPT_NAME = 'oldObject.metadata.name';

/** Kubernetes itself, which empties a namespace that somebody deleted. */
const NAMESPACE_CONTROLLER = 'system:serviceaccount:kube-system:namespace-controller';

const keptPolicy = (
  pack: GuardedPack,
  { apiVersion, resource, matches, isClusterWide, namesRelease }: KeptResource,
): Policy => ({
  name: `phasegate-${pack.name}-${resource}`,
  on: { apiVersion, resources: [resource], operation: 'DELETE' },
  apartBy: { namespace: !isClusterWide, release: namesRelease !== false },
  condition: matches,
  variables: [],
  validations: [
    validation(
      [
        `${entryIn('oldObject.metadata.?annotations', RELEASE_ANNOTATION)} == "yes"`,
        ...(isClusterWide
          ? []
          : [
              `request.userInfo.username == ${celText(NAMESPACE_CONTROLLER)}`,
              'namespaceObject != null && has(namespaceObject.metadata.deletionTimestamp)',
            ]),
      ].join('\n|| '),
      `phasegate: it is kept until it is annotated ${RELEASE_ANNOTATION}=yes`,
      `"phasegate: " + request.kind.kind + "/" + ${KEPT_NAME} + " is kept; to delete it, first: kubectl annotate ${resource} " + ${KEPT_NAME}${isClusterWide ? '' : ' + " -n " + request.namespace'} + " ${RELEASE_ANNOTATION}=yes"`,
    ),
  ],
  audit: [],
});

/** What the API server holds of a product. */
export function policiesOf(pack: GuardedPack): readonly Policy[] {
  const { resources = [], kept = [claimsOf(pack)] } = pack.guard ?? {};
  const workloads = workloadPolicy(pack);
  return [
    ...(workloads ? [workloads] : []),
    ...resources.map((one) => resourcePolicy(pack, one)),
    ...kept.map((one) => keptPolicy(pack, one)),
  ];
}

/** Whether anything of a product says which release it is of. */
export const isApartByRelease = (pack: GuardedPack): boolean =>
  policiesOf(pack).some(({ apartBy }) => apartBy.release);
