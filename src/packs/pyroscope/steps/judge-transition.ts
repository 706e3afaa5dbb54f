import type { TimeLine } from '../../../step/time-line.ts';
import {
  ruleFor,
  type TransitionJudgement,
  type TransitionRefusal,
  type TransitionRule,
} from '../../../step/transition.ts';
import { sideRefusals, stepRefusals } from '../adapt/step.ts';
import { bothLayersOff } from '../rules/both-layers-off.ts';
import { HAZARDS } from '../rules/index.ts';
import { queryBackendFromAutoUnsupported } from '../rules/query-backend-from-auto-unsupported.ts';
import { chartChange, chartRefusals, serverNotes } from './chart-change.ts';
import { readingChange, weightRefusals, weightsChange } from './dual-change.ts';
import type { ReleaseState } from './release-state.ts';
import { TRANSITIONS } from './table.ts';

const NO_RULE: TransitionRule = {
  kind: 'refused',
  reversible: false,
  needs: {},
  consequences: [],
  refusals: [],
  costOfGoingBack: 'nothing is installed by this, so nothing has to be taken back',
};

function refusalsOf(
  rule: TransitionRule,
  before: ReleaseState,
  after: ReleaseState,
  timeLine: TimeLine,
): readonly TransitionRefusal[] {
  if (rule === NO_RULE) return [before, after].flatMap(({ state }) => sideRefusals([bothLayersOff], state));
  return [
    ...stepRefusals(HAZARDS, before.state, after.state, timeLine),
    ...modeRefusals(before, after),
    ...chartRefusals(before, after),
    ...sideRefusals([queryBackendFromAutoUnsupported], after.state),
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

const KEEP_LABEL = 'architecture.microservices.clusterLabelSuffix: ""';

const isSplit = ({ mode }: ReleaseState): boolean => mode !== 'single-binary';

/** What the change of layout alone does. */
function effect(before: ReleaseState, after: ReleaseState): string {
  if (isSplit(before) && isSplit(after))
    return `the memberlist label changes with architecture.microservices.enabled: old and new pods form two rings, and every push fails with "empty ring" until an ingester has been replaced`;
  return `${before.mode} and ${after.mode} have other pods, other claims and other raft ids: what the old pods hold on their volumes is left behind, and the index of v2 starts empty`;
}

const remedyFor = (before: ReleaseState, after: ReleaseState): string =>
  isSplit(before) && isSplit(after)
    ? `change to ${after.mode} in ${before.phase} first, with ${KEEP_LABEL}, which keeps the ring together; then the phase`
    : `change the phase in ${before.mode} mode first, and the mode in a step of its own`;

function withPhase(before: ReleaseState, after: ReleaseState): TransitionRefusal {
  const dropsV2 = after.mode !== 'microservices' && before.mode === 'microservices' && before.phase !== 'v1';
  const forgotten = dropsV2
    ? '; leaving architecture.microservices.enabled out of the values deletes every component of v2'
    : '';
  return {
    id: 'mode-with-phase-change',
    what: `this changes the mode from ${before.mode} to ${after.mode} and the phase from ${before.phase} to ${after.phase} at once`,
    why: `${effect(before, after)}${forgotten}`,
    remedy: dropsV2
      ? 'keep architecture.microservices.enabled: true, and change the phase alone'
      : remedyFor(before, after),
  };
}

/** Components alone are rendered without those of v2, and those that were there are deleted (audit A8, A9). */
const withoutV2Components = (before: ReleaseState, after: ReleaseState): TransitionRefusal => ({
  id: 'v2-without-its-components',
  what: `${after.phase} is asked of components alone, without architecture.microservices.enabled`,
  why: 'the chart renders no component of v2 then: pushes look fine in dual, and v2 holds nothing',
  remedy:
    before.mode === 'legacy'
      ? `set architecture.microservices.enabled: true in v1 first, with ${KEEP_LABEL}; then the phase`
      : `keep the mode as it is (${before.mode})${before.mode === 'microservices' ? ': architecture.microservices.enabled: true' : ''}`,
});

/** A changed layout and a changed phase in one step are refused, and so is v2 in the layout that cannot have it. */
function modeRefusals(before: ReleaseState, after: ReleaseState): readonly TransitionRefusal[] {
  const modeChanges = before.mode !== after.mode;
  const phaseChanges = before.phase !== after.phase;
  if (modeChanges && phaseChanges) return [withPhase(before, after)];
  const lacksV2 = after.mode === 'legacy' && after.phase !== 'v1' && (modeChanges || phaseChanges);
  return lacksV2 ? [withoutV2Components(before, after)] : [];
}

/** What a changed layout does to a release whose phase stays. */
function modeChange(before: ReleaseState, after: ReleaseState): readonly string[] {
  if (before.mode === after.mode || before.phase !== after.phase) return [];
  const advice = isSplit(before) && isSplit(after) ? `; ${KEEP_LABEL} keeps the label` : '';
  const soak =
    after.phase === 'dual'
      ? ['the 24h of dual count from this upgrade, as the stores are not the same ones']
      : [];
  return [`${effect(before, after)}${advice}`, ...soak];
}
