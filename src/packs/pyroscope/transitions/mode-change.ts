import type { TransitionRefusal } from '../../../step/transition.ts';
import type { TransitionSide } from './side.ts';

const KEEP_LABEL = 'architecture.microservices.clusterLabelSuffix: ""';

const isSplit = ({ mode }: TransitionSide): boolean => mode !== 'single-binary';

/** What the change of layout alone does. */
function effect(before: TransitionSide, after: TransitionSide): string {
  if (isSplit(before) && isSplit(after))
    return `the memberlist label changes with architecture.microservices.enabled: old and new pods form two rings, and every push fails with "empty ring" until an ingester has been replaced`;
  return `${before.mode} and ${after.mode} have other pods, other claims and other raft ids: what the old pods hold on their volumes is left behind, and the index of v2 starts empty`;
}

const remedyFor = (before: TransitionSide, after: TransitionSide): string =>
  isSplit(before) && isSplit(after)
    ? `change to ${after.mode} in ${before.phase} first, with ${KEEP_LABEL}, which keeps the ring together; then the phase`
    : `change the phase in ${before.mode} mode first, and the mode in a step of its own`;

function withPhase(before: TransitionSide, after: TransitionSide): TransitionRefusal {
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
const withoutV2Components = (before: TransitionSide, after: TransitionSide): TransitionRefusal => ({
  id: 'v2-without-its-components',
  what: `${after.phase} is asked of components alone, without architecture.microservices.enabled`,
  why: 'the chart renders no component of v2 then: pushes look fine in dual, and v2 holds nothing',
  remedy:
    before.mode === 'legacy'
      ? `set architecture.microservices.enabled: true in v1 first, with ${KEEP_LABEL}; then the phase`
      : `keep the mode as it is (${before.mode})${before.mode === 'microservices' ? ': architecture.microservices.enabled: true' : ''}`,
});

/** A changed layout and a changed phase in one step are refused, and so is v2 in the layout that cannot have it. */
export function modeRefusals(before: TransitionSide, after: TransitionSide): readonly TransitionRefusal[] {
  const modeChanges = before.mode !== after.mode;
  const phaseChanges = before.phase !== after.phase;
  if (modeChanges && phaseChanges) return [withPhase(before, after)];
  const lacksV2 = after.mode === 'legacy' && after.phase !== 'v1' && (modeChanges || phaseChanges);
  return lacksV2 ? [withoutV2Components(before, after)] : [];
}

/** What a changed layout does to a release whose phase stays. */
export function modeChange(before: TransitionSide, after: TransitionSide): readonly string[] {
  if (before.mode === after.mode || before.phase !== after.phase) return [];
  const advice = isSplit(before) && isSplit(after) ? `; ${KEEP_LABEL} keeps the label` : '';
  const soak =
    after.phase === 'dual'
      ? ['the 24h of dual count from this upgrade, as the stores are not the same ones']
      : [];
  return [`${effect(before, after)}${advice}`, ...soak];
}
