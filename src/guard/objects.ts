import { stringify } from 'yaml';
import { INSTANCE_LABEL } from '../release/recognise.ts';
import { VERSION } from '../version.ts';
import { type GuardedPack, type Policy, policiesOf } from './policy.ts';

/** Which releases a guard is for, and how strict it is. */
export interface GuardScope {
  /** All namespaces where it is left out. */
  readonly namespace?: string;
  /** All releases where it is left out. */
  readonly release?: string;
  /** Warns and leaves a trace in the audit log, and refuses nothing. */
  readonly isTrial?: boolean;
}

/** The label by which the objects of a guard are found again. */
export const GUARD_LABEL = { 'app.kubernetes.io/managed-by': 'phasegate' } as const;

export const POLICY_KIND = 'ValidatingAdmissionPolicy';
export const BINDING_KIND = `${POLICY_KIND}Binding`;

const API_VERSION = 'admissionregistration.k8s.io/v1';

const metadata = (name: string) => ({
  name,
  labels: GUARD_LABEL,
  annotations: { 'phasegate.dev/version': VERSION },
});

/** @param apiVersion `apps/v1`, `core/v1` */
function groupAndVersion(apiVersion: string) {
  const [group = '', version = ''] = apiVersion.split('/');
  return { apiGroups: [group === 'core' ? '' : group], apiVersions: [version] };
}

/** Every default of the API server is written out, so that a policy reads back as it was printed. */
const policyObject = ({ name, on, condition, variables, validations, audit }: Policy) => ({
  apiVersion: API_VERSION,
  kind: POLICY_KIND,
  metadata: metadata(name),
  spec: {
    failurePolicy: 'Fail',
    matchConstraints: {
      matchPolicy: 'Equivalent',
      namespaceSelector: {},
      objectSelector: {},
      resourceRules: [
        {
          ...groupAndVersion(on.apiVersion),
          resources: on.resources,
          operations: [on.operation],
          scope: '*',
        },
      ],
    },
    matchConditions: [{ name: 'is-of-the-product', expression: condition }],
    ...(variables.length > 0 && { variables }),
    validations,
    ...(audit.length > 0 && { auditAnnotations: audit }),
  },
});

/** A name of its own for each scope: neither a label nor a release has a dot, so that `a` in `b` is not `b` in `a`. */
const scopedName = (name: string, { namespace, release }: GuardScope): string =>
  [
    name,
    ...(namespace === undefined ? [] : [`in-${namespace}`]),
    ...(release === undefined ? [] : [`of-${release}`]),
  ].join('.');

/** What of a scope tells objects apart. */
const scopeOf = (
  { apartBy }: Pick<Policy, 'apartBy'>,
  { namespace, release, ...strictness }: GuardScope,
): GuardScope => ({
  ...strictness,
  ...(apartBy.namespace && namespace !== undefined && { namespace }),
  ...(apartBy.release && release !== undefined && { release }),
});

function bindingObject({ name, apartBy }: Policy, policyName: string, whole: GuardScope) {
  const scope = scopeOf({ apartBy }, whole);
  const { namespace, release, isTrial = false } = scope;
  return {
    apiVersion: API_VERSION,
    kind: BINDING_KIND,
    metadata: metadata(scopedName(name, scope)),
    spec: {
      policyName,
      validationActions: isTrial ? ['Warn', 'Audit'] : ['Deny'],
      matchResources: {
        matchPolicy: 'Equivalent',
        namespaceSelector: namespace === undefined ? {} : labelled('kubernetes.io/metadata.name', namespace),
        objectSelector: release === undefined ? {} : labelled(INSTANCE_LABEL, release),
      },
    },
  };
}

const labelled = (label: string, value: string) => ({ matchLabels: { [label]: value } });

/** The policies and bindings of a pack, each a Kubernetes object. */
export function guardObjects(pack: GuardedPack, scope: GuardScope): readonly object[] {
  return policiesOf(pack).flatMap((policy) => {
    // What settings decide may differ from release to release, and one policy must not take the place of another.
    const isOwn = pack.withSettings !== undefined && policy.on.operation === 'UPDATE';
    const name = isOwn ? scopedName(policy.name, scopeOf(policy, scope)) : policy.name;
    return [policyObject({ ...policy, name }), bindingObject(policy, name, scope)];
  });
}

/** The same as YAML, for kubectl apply. */
export const guardText = (pack: GuardedPack, scope: GuardScope): string =>
  guardObjects(pack, scope)
    .map((object) => `---\n${stringify(object, { lineWidth: 0, blockQuote: 'literal' })}`)
    .join('');
