import type { TimeLine } from '../../../step/time-line.ts';
import {
  ruleFor,
  type TransitionJudgement,
  type TransitionRefusal,
  type TransitionRule,
} from '../../../step/transition.ts';
import { chartChange, chartRefusals } from './chart-borders.ts';
import { modeChange, modeRefusals } from './mode-change.ts';
import { readingChange, readingRefusals } from './reading-change.ts';
import { serverNotes, serverRefusals } from './server-needs.ts';
import type { TransitionSide } from './side.ts';
import { TRANSITIONS } from './table.ts';
import { weightRefusals, weightsChange } from './weights-change.ts';

const BOTH_OFF: TransitionRefusal = {
  id: 'both-layers-off',
  what: 'both storage layers are off on one side of this step',
  why: 'the chart renders nothing then, and fails',
  remedy: 'write both architecture.storage.v1 and architecture.storage.v2, at least one of them true',
};

const NO_RULE: TransitionRule = {
  kind: 'refused',
  reversible: false,
  needs: {},
  consequences: [],
  refusals: [BOTH_OFF],
  costOfGoingBack: 'nothing is installed by this, so nothing has to be taken back',
};

function refusalsOf(
  rule: TransitionRule,
  before: TransitionSide,
  after: TransitionSide,
  timeLine: TimeLine,
): readonly TransitionRefusal[] {
  if (rule === NO_RULE) return rule.refusals;
  return [
    ...rule.refusals,
    ...modeRefusals(before, after),
    ...chartRefusals(before, after),
    ...serverRefusals(before, after),
    ...weightRefusals(before, after),
    ...readingRefusals(before, after, timeLine),
  ];
}

function consequencesOf(
  rule: TransitionRule,
  before: TransitionSide,
  after: TransitionSide,
  timeLine: TimeLine,
  now: number,
): readonly string[] {
  return [
    ...rule.consequences.flatMap(({ text }) => text(timeLine) ?? []),
    ...modeChange(before, after),
    ...chartChange(before, after),
    ...serverNotes(before, after),
    ...weightsChange(before, after),
    ...readingChange(before, after, timeLine, now),
  ];
}

/**
 * What a step from one side to the other does, and whether it may be taken at all; the gate then asks whether it may
 * be taken now.
 * @param now milliseconds since 1970, to tell a queryBackendFrom to come from one gone by; later than all times if left out
 */
export function judgeTransition(
  before: TransitionSide,
  after: TransitionSide,
  timeLine: TimeLine,
  now = Number.POSITIVE_INFINITY,
): TransitionJudgement {
  const rule = ruleFor(TRANSITIONS, { from: before.phase, to: after.phase }) ?? NO_RULE;
  const refusals = refusalsOf(rule, before, after, timeLine);
  const { reversible, needs, costOfGoingBack } = rule;
  return {
    kind: refusals.length > 0 ? 'refused' : rule.kind,
    reversible,
    needs,
    refusals,
    consequences: consequencesOf(rule, before, after, timeLine, now),
    costOfGoingBack,
  };
}
