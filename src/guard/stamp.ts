import type { LiveWorkload } from '../live/workloads.ts';
import type { Finding } from '../pack.ts';
import { guardOverridden } from '../step/gate-findings.ts';

/** An annotation of a workload, or of its pod template, with which the guard lets a step through. */
export const GATE_ANNOTATION = 'phasegate.dev/gate';

/** An annotation of an object that holds data, `yes` where it may be deleted. */
export const RELEASE_ANNOTATION = 'phasegate.dev/release-claim';

/** What lets any step through, with its reason behind it. */
const OVERRIDE = 'override';

/** What the policy takes for an override, as RE2 and JavaScript read it. */
export const OVERRIDE_PATTERN = `^${OVERRIDE}:? +[^ ]`;

/** In the proof of a stamp whose gate was overridden, with the reason behind it. */
const OVERRIDDEN = 'overridden=';

/** A workload in one state. */
export interface SeenWorkload {
  /** `StatefulSet`. */
  readonly kind: string;
  readonly name: string;
  /** metadata.generation, which the API server counts up with every change of the spec. */
  readonly generation: number;
  /** metadata.uid: an object that is made anew begins to count again. */
  readonly uid: string;
}

/** What an open gate knows of the step that it lets through. */
export interface StampFacts {
  readonly from: string;
  readonly to: string;
  readonly time: Date;
  /** What proved the step, in words without a blank: `soak=26h`, `checks=14`. */
  readonly proof: readonly string[];
  /** Those that may change their phase. */
  readonly workloads: readonly SeenWorkload[];
}

/** The first part of the uid tells objects of one name apart. */
const seenText = ({ kind, name, generation, uid }: SeenWorkload): string =>
  `${kind}/${name}@${generation}.${uid.split('-')[0]}`;

/** The same of `oldObject`, in CEL. */
export const SEEN_IN_CEL =
  'request.kind.kind + "/" + request.name + "@" + string(oldObject.metadata.generation) + "." + oldObject.metadata.uid.split("-")[0]';

/**
 * The stamp of a step: `dual-v2 2026-11-30T09:00:00Z soak=26h checks=14 StatefulSet/ingester@4.1f0c9a2e`. It fits the workloads in the
 * state that the gate saw, and no other: neither a rollback nor values that keep it bring it back.
 */
export const stampText = ({ from, to, time, proof, workloads }: StampFacts): string =>
  [
    `${from}-${to}`,
    time.toISOString().replace(/\.\d+Z$/, 'Z'),
    ...proof,
    ...workloads.map(seenText).toSorted(),
  ].join(' ');

/** A word of proof where there is none but a reason. */
export const overriddenBy = (reason: string): string => `${OVERRIDDEN}${reason.trim().replace(/\s+/g, '_')}`;

/** @param reason of one line, not empty */
export const overrideText = (reason: string): string => `${OVERRIDE} ${reason.replace(/\s+/g, ' ').trim()}`;

/** The reason of an override that lets any step through; undefined for any other stamp. */
export function overrideReason(stamp: string): string | undefined {
  return new RegExp(OVERRIDE_PATTERN).test(stamp)
    ? stamp.slice(OVERRIDE.length).replace(/^:/, '').trim()
    : undefined;
}

/** The same, or the reason for which the gate of one step was overridden. */
const anyReason = (stamp: string): string | undefined =>
  overrideReason(stamp) ??
  stamp
    .split(' ')
    .find((word) => word.startsWith(OVERRIDDEN))
    ?.slice(OVERRIDDEN.length)
    .replaceAll('_', ' ');

/** An override whose annotation is on a workload or on its pod template. */
interface Override {
  /** `StatefulSet/ingester`. */
  readonly workload: string;
  readonly reason: string;
}

export const overridesOn = (workloads: readonly LiveWorkload[]): readonly Override[] =>
  workloads.flatMap(({ kind, name, annotations, podAnnotations }) => {
    const reason = [annotations, podAnnotations]
      .map((one) => anyReason(one[GATE_ANNOTATION] ?? ''))
      .find((one) => one !== undefined);
    return reason === undefined ? [] : [{ workload: `${kind}/${name}`, reason }];
  });

/** What somebody has to know of overrides before a step. */
export function overrideNotes(workloads: readonly LiveWorkload[]): readonly Finding[] {
  const overrides = overridesOn(workloads).map(({ workload, reason }) => `${workload}: ${reason}`);
  return overrides.length === 0 ? [] : [guardOverridden(overrides)];
}
