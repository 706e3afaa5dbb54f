import { type GateReason, OR_OVERRIDE } from './gate-reason.ts';
import type { TimeLine } from './time-line.ts';
import type { Transition } from './transition.ts';

interface History {
  readonly transition: Transition | undefined;
  readonly timeLine: TimeLine;
  readonly lastStatus: string | undefined;
  readonly problems: readonly GateReason[];
}

const PENDING: GateReason['remedy'] =
  'wait for it to end; where nothing runs any more, helm rollback to the revision deployed last';

/** A status that no sound release has; undefined for one that is deployed, or has no history. */
function statusReason(status: string | undefined): GateReason | undefined {
  if (status === undefined || status === 'deployed') return undefined;
  if (status.startsWith('pending-'))
    return { what: `the last revision is ${status}: another operation is under way`, remedy: PENDING };
  if (status.startsWith('uninstall'))
    return {
      what: `the release is ${status}: nothing runs that could prove a phase`,
      remedy: `install it anew, ${OR_OVERRIDE}`,
    };
  return {
    what: `the last revision is ${status}, and may have been applied in part`,
    remedy: 'helm rollback to the revision deployed last, or upgrade within its phase; then ask again',
  };
}

/** The upgrade that mends a failed one: to the phase that was deployed last. */
const restores = ({ transition, timeLine, lastStatus }: History): boolean =>
  lastStatus === 'failed' && transition !== undefined && timeLine.spans.at(-1)?.phase === transition.to;

function phaseReason({ transition, timeLine, lastStatus }: History): GateReason | undefined {
  if (transition === undefined)
    return {
      what: 'the phase of the release cannot be told',
      remedy: `name the phase, ${OR_OVERRIDE}`,
    };
  const deployed = timeLine.spans.at(-1)?.phase;
  if (lastStatus !== 'deployed' || deployed === undefined || deployed === transition.from) return undefined;
  return {
    what: `the history says ${deployed}, and the release is taken for ${transition.from}`,
    remedy: `compare helm get manifest with helm get values, ${OR_OVERRIDE}`,
  };
}

/** What the release's history has against any step. A release without one is a first install, and free. */
export function historyReasons(history: History): readonly GateReason[] {
  const { lastStatus, problems } = history;
  if (lastStatus === undefined || restores(history)) return [];
  // Where the cluster did not answer, the phase is missing for that reason alone.
  const phase = problems.length > 0 ? undefined : phaseReason(history);
  return [statusReason(lastStatus), phase].filter((one) => one !== undefined);
}
