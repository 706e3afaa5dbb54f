import { inPhase } from '../checks/case.ts';
import type { ProvenSoak } from '../checks/live.ts';
import { type Case, known, type Pack, type Step, sure } from '../pack.ts';
import { durationText, utcTime } from '../times.ts';
import type { PhaseSpan, TimeLine } from './time-line.ts';

/** How long a release has been in a phase, in one piece and until now. */
export interface Soak {
  /** RFC 3339; undefined if the release is not known to be in the phase. */
  readonly since?: string;
  /** What the history proves; 0 where it proves nothing. */
  readonly durationMs: number;
  /** False if the release may have been in the phase for longer, or not all the time. */
  readonly isProvable: boolean;
  readonly isLongEnough: boolean;
  /** RFC 3339: when waiting alone makes it long enough. Undefined if it is already, or where waiting does not help. */
  readonly earliestPass?: string;
  /** A sentence on the figures. */
  readonly reason: string;
  /** What takes time away: why it does not count, or what stood beside the history until it began. */
  readonly doubt?: string;
  /** True where its start is that of the oldest revision kept: each further upgrade may move it. */
  readonly moves?: boolean;
}

interface SoakQuestion {
  readonly phase: string;
  readonly timeLine: TimeLine;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly minSoakMs: number;
}

const notIn = (reason: string): Soak => ({ durationMs: 0, isProvable: false, isLongEnough: false, reason });

/** A full second, and never one too early. */
const secondAfter = (milliseconds: number): string =>
  new Date(Math.ceil(milliseconds / 1000) * 1000).toISOString().replace('.000Z', 'Z');

/** Time that counts for nothing, and does not by waiting. */
function uncounted({ phase, minSoakMs }: SoakQuestion, { since }: PhaseSpan, why: string): Soak {
  const reason = `in ${phase}, but that time does not count: ${why}`;
  return { since, durationMs: 0, isProvable: false, isLongEnough: minSoakMs === 0, reason, doubt: why };
}

function counted(
  question: SoakQuestion,
  { since, revision, newStores = [], after }: PhaseSpan,
  isStartKnown: boolean,
): Soak {
  const { phase, now, minSoakMs } = question;
  const elapsed = now - Date.parse(since);
  const durationMs = Math.max(0, elapsed);
  const isLongEnough = durationMs >= minSoakMs;
  const earliest = isLongEnough ? {} : { earliestPass: secondAfter(Date.parse(since) + minSoakMs) };
  const figures = {
    ...{ since, durationMs, isLongEnough, ...earliest },
    ...(after !== undefined && { doubt: after }),
    ...(!isStartKnown && { moves: true }),
  };
  if (elapsed < 0) {
    const ahead = durationText(-elapsed);
    const reason = `revision ${revision} is dated ${ahead} from now: the clocks disagree, so its time counts as 0s`;
    return { ...figures, isProvable: false, reason };
  }
  const moved = newStores.length > 0 ? `, when revision ${revision} changed ${newStores.join(', ')}` : '';
  const beside = after === undefined ? '' : `; ${after}`;
  const told = `in ${phase} for ${durationText(durationMs)}, since ${utcTime(since)}${moved}${beside}`;
  if (isStartKnown) return { ...figures, isProvable: true, reason: told };
  const reason = `${told} or earlier: older revisions are no longer in the history, so nothing proves more`;
  return { ...figures, isProvable: isLongEnough, reason };
}

/** Judges the last span of a time line; what came before another phase, or before a doubt, counts for nothing. */
export function soakOf(question: SoakQuestion): Soak {
  const { phase, timeLine } = question;
  const span = timeLine.spans.at(-1);
  if (span === undefined) return notIn('the history has no deployed revision');
  if (span.phase !== phase)
    return notIn(span.phase === undefined ? (span.doubt ?? '') : `in ${span.phase}, not in ${phase}`);
  if (!span.certain) return uncounted(question, span, span.doubt ?? '');
  if (span.partial !== undefined) return uncounted(question, span, span.partial);
  return counted(question, span, timeLine.isStartKnown || timeLine.spans.length > 1);
}

/** The time that a soak proves, for the checks that look back; undefined where the history proves none. */
export const provenSoak = (
  { since, isProvable, earliestPass }: Soak,
  neededMs: number,
): ProvenSoak | undefined =>
  since === undefined || !(isProvable || earliestPass !== undefined)
    ? undefined
    : { since: Date.parse(since), neededMs };

/** Milliseconds that a release must stay in its phase before the next one; undefined where nothing asks for any. */
export function soakBeforeNext(pack: Pick<Pack, 'phases' | 'transition'>, of: Case): number | undefined {
  const phase = sure(of.now.phase);
  const at = pack.phases.findIndex(({ id }) => id === phase);
  const next = at < 0 ? undefined : pack.phases[at + 1];
  if (next === undefined) return undefined;
  const after = inPhase(of.now, known(next.id, 'default'));
  return pack.transition?.({ ...of, now: after, before: of.now }).soakMs;
}

/** What a step still waits for. */
export interface NotYet {
  /** RFC 3339: when waiting alone is enough; undefined where it is not. */
  readonly earliest?: string;
  readonly reason: string;
}

/** Why the soak keeps a step from being taken now; undefined where it does not. */
export function notYet(
  pack: Pick<Pack, 'phases' | 'transition'>,
  of: Case,
  step: Pick<Step, 'phase'>,
): NotYet | undefined {
  const { now, history: timeLine, clock } = of;
  const phase = sure(now.phase);
  const minSoakMs = soakBeforeNext(pack, of);
  if (phase === undefined || minSoakMs === undefined || timeLine === undefined || step.phase === phase)
    return undefined;
  const { isLongEnough, isProvable, earliestPass, reason } = soakOf({
    phase,
    timeLine,
    now: clock,
    minSoakMs,
  });
  if (isLongEnough && isProvable) return undefined;
  return { ...(earliestPass !== undefined && { earliest: earliestPass }), reason };
}
