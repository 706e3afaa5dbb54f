/** Why a gate is closed, and what opens it. */
export interface GateReason {
  readonly what: string;
  readonly remedy: string;
}

/** Who applies a release in place of the person at the keyboard. */
export interface Operator {
  readonly tool: string;
  /** What it reads the release from: `HelmRelease apps/server`. */
  readonly object: string;
}

/** An upgrade by hand is what the operator of a release takes back. */
export const changeInGit = ({ tool, object }: Operator): string =>
  `make the change in Git: ${tool} applies ${object}`;

const PENDING: GateReason['remedy'] =
  'wait until it ends; if nothing is running any more, use helm rollback to the last deployed revision';

/** Whom Helm 4 found to own a field that it had to change, as the description of a failed revision says it. */
const conflictingManager = (description: string): string | undefined =>
  /Apply failed with \d+ conflicts?: conflicts? with "([^"]+)"/.exec(description)?.[1];

/** What to add to advice on a revision that failed, where trying again would fail in the same way. @param description Helm's */
export function forceConflicts(description: string): string {
  const manager = conflictingManager(description);
  return manager === undefined
    ? ''
    : `; ${manager} owns a field that Helm has to change: Helm 4 needs --force-conflicts`;
}

/** @param description Helm's, of the revision that failed */
function repair(description: string, operator: Operator | undefined): string {
  if (operator) return `${changeInGit(operator)}, and try again`;
  return `use helm rollback to the last deployed revision, or upgrade within its phase, and try again${forceConflicts(description)}`;
}

/**
 * Whether the API server refused the step of a revision, by a policy of phasegate guard: Helm applies workloads one by one,
 * each was refused, and it deletes none before.
 * @param description Helm's, of a revision that failed (Helm 3.21 and 4.2)
 */
export const wasDenied = (description: string): boolean =>
  /ValidatingAdmissionPolicy 'phasegate-[^']+' with binding '[^']+' denied request/.test(description);

/**
 * A status of the newest revision that no sound release has; undefined for one that is deployed, or has no history.
 * @param description Helm's, of that revision
 */
export function statusReason(
  status: string | undefined,
  description = '',
  operator?: Operator,
): GateReason | undefined {
  if (status === undefined || status === 'deployed' || (status === 'failed' && wasDenied(description)))
    return undefined;
  if (status.startsWith('pending-'))
    return {
      what: `the last revision is ${status}: another operation is in progress`,
      remedy: operator ? `wait until it ends, or ${changeInGit(operator)}` : PENDING,
    };
  if (status.startsWith('uninstall'))
    return {
      what: `the release is ${status}: nothing is running that could prove a phase`,
      remedy: 'install it again',
    };
  return {
    what: `the last revision is ${status} and may have been applied only partly`,
    remedy: repair(description, operator),
  };
}
