import type { Path } from '../pack.ts';

/** A step that nothing holds, one that needs an open gate, and one that no gate opens. */
export type StepKind = 'free' | 'proof' | 'never';

/** What `phasegate guard` makes a policy of, beside the signs of the phases. Expressions are CEL. */
export interface Guard<P extends string = string> {
  /** Every change of phase needs proof where it is left out. */
  step?(from: P, to: P): StepKind;
  /** The last words of the server's image, by which workloads of a renamed chart are known: `pyroscope`. */
  readonly images?: readonly string[];
  /** Where the chart's values have the annotations of all pods: what `plan --stamp` prints goes there. */
  readonly podAnnotations?: Path;
  /** Custom resources in whose fields a phase shows. */
  readonly resources?: readonly GuardedResource<P>[];
  /** What is deleted only once somebody released it; the charts' claims where it is left out. */
  readonly kept?: readonly KeptResource[];
}

interface ResourceOfKubernetes {
  /** `apps/v1`; of the core group `core/v1`. */
  readonly apiVersion: string;
  /** In the plural: `persistentvolumeclaims`. */
  readonly resource: string;
  /** Whether `oldObject` is the product's. */
  readonly matches: string;
  /** False where its label `app.kubernetes.io/instance` is not the Helm release: a guard of one release is then one of all. */
  readonly namesRelease?: false;
}

export interface GuardedResource<P extends string = string> extends ResourceOfKubernetes {
  /** `Prometheus`. */
  readonly kind: string;
  /**
   * Worked out of the object before and after the change, in this order: `entries` is `variables.entriesBefore` and
   * `variables.entriesAfter` to what follows. @param object CEL of the object
   */
  readonly variables: readonly { readonly name: string; of(object: string, suffix: GuardSuffix): string }[];
  /** Whether each phase fits, by `variables.<name><suffix>`. */
  phases(suffix: GuardSuffix): Readonly<Record<P, string>>;
}

export type GuardSuffix = 'Before' | 'After';

export interface KeptResource extends ResourceOfKubernetes {
  readonly isClusterWide?: true;
}
