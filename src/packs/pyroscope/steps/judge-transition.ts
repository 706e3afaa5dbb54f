import type { TimeLine } from '../../../step/time-line.ts';
import {
  ruleFor,
  type TransitionJudgement,
  type TransitionRefusal,
  type TransitionRule,
} from '../../../step/transition.ts';
import { bothLayersOff } from '../rules/both-layers-off.ts';
import { RULES } from '../rules/index.ts';
import { legacyComponentsLayout } from '../rules/legacy-components-layout.ts';
import { chartChange, chartRefusals, serverNotes } from './chart-change.ts';
import { readingChange, weightRefusals, weightsChange } from './dual-change.ts';
import type { ReleaseState } from './release-state.ts';
import { sideRefusals, stepRefusals } from './step-refusals.ts';
import { TRANSITIONS } from './table.ts';

const NO_RULE: TransitionRule = {
  kind: 'refused',
  reversible: false,
  needs: {},
  consequences: [],
  refusals: [],
  costOfGoingBack: 'this installs nothing, so there is nothing to undo',
};

function refusalsOf(
  rule: TransitionRule,
  before: ReleaseState,
  after: ReleaseState,
  timeLine: TimeLine,
): readonly TransitionRefusal[] {
  if (rule === NO_RULE) return [before, after].flatMap(({ state }) => sideRefusals([bothLayersOff], state));
  return [
    ...lacksParts(before, after),
    ...stepRefusals(RULES, before.state, after.state, timeLine),
    ...chartRefusals(before, after),
    ...weightRefusals(before, after),
  ];
}

function consequencesOf(
  rule: TransitionRule,
  before: ReleaseState,
  after: ReleaseState,
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
 * What a step from one state to another does, and whether it may be taken at all; the gate then asks whether it may
 * be taken now.
 * @param now milliseconds since 1970, to tell a queryBackendFrom to come from one gone by; later than all times if left out
 */
export function judgeTransition(
  before: ReleaseState,
  after: ReleaseState,
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

const isSplit = ({ mode }: ReleaseState): boolean => mode !== 'single-binary';

/** A release that lacks components of v2 already is not told at every step that it does. */
const lacksParts = (before: ReleaseState, after: ReleaseState): readonly TransitionRefusal[] =>
  after.state && (before.mode !== after.mode || before.phase !== after.phase)
    ? sideRefusals([legacyComponentsLayout], after.state)
    : [];

/** What a changed layout does to a release whose phase stays; that of the memberlist label is a rule of its own. */
function modeChange(before: ReleaseState, after: ReleaseState): readonly string[] {
  if (isSplit(before) === isSplit(after) || before.phase !== after.phase) return [];
  const soak =
    after.phase === 'dual'
      ? ['the 24h in dual count from this upgrade, because the stores are not the same']
      : [];
  return [
    `${before.mode} and ${after.mode} have different pods, claims and raft ids: data on the old pods' volumes is left behind, and the index of v2 starts empty`,
    ...soak,
  ];
}
