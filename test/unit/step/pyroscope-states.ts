import { judgeTransition } from '../../../src/packs/pyroscope/steps/judge-transition.ts';
import type { ReleaseState } from '../../../src/packs/pyroscope/steps/release-state.ts';
import type { TransitionJudgement } from '../../../src/step/transition.ts';
import { timeLine } from './history.ts';

/** A release that every step may start from or end in: one chart, one mode, whole weights. */
export function side(phase: ReleaseState['phase'], changes: Partial<ReleaseState> = {}): ReleaseState {
  const dual = { weights: { ingester: 1, segmentWriter: 1 }, queryBackendFrom: 'auto' };
  const chart = changes.chart ?? '2.2.1';
  return { phase, chart, mode: 'microservices', server: '2.2.1', ...(phase === 'dual' && dual), ...changes };
}

export const judge = (
  before: ReleaseState,
  after: ReleaseState,
  revisions = 'v1@0!deployed',
  { first = 1, now }: { first?: number; now?: number } = {},
): TransitionJudgement => judgeTransition(before, after, timeLine(revisions, first), now);

export const ids = ({ refusals }: TransitionJudgement): readonly string[] => refusals.map(({ id }) => id);
export const consequences = (judgement: TransitionJudgement): string => judgement.consequences.join('\n');
