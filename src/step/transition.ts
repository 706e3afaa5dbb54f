import type { Message } from './message.ts';
import type { TimeLine } from './time-line.ts';

/** A step from one phase to another, or within one. */
export interface Transition {
  readonly from: string;
  readonly to: string;
}

/** same: no change of phase. needs-proof: open only when `needs` is met. refused: never without accepting a loss. */
type TransitionKind = 'same' | 'allowed' | 'needs-proof' | 'refused';

/** What must hold before a transition; what is left out is not asked. */
interface TransitionNeeds {
  /** Milliseconds in one piece in `inPhase`. */
  readonly minSoakMs?: number;
  readonly inPhase?: string;
  /** Whether every check of the phase must be green. */
  readonly verified?: boolean;
}

/** What a transition does to data or service. */
export interface Consequence {
  /** Kebab-case. */
  readonly id: string;
  /** A sentence, with the real times where the time line has them; undefined if it does not apply. */
  readonly text: (timeLine: TimeLine) => string | undefined;
}

/** Why a transition is refused. */
export interface TransitionRefusal extends Message {
  /** Kebab-case. */
  readonly id: string;
  /** Whether --accept-data-loss lets it through. */
  readonly acceptDataLoss?: boolean;
}

/** What holds for every transition of one pair of phases. */
export interface TransitionRule {
  readonly kind: TransitionKind;
  readonly reversible: boolean;
  readonly needs: TransitionNeeds;
  readonly consequences: readonly Consequence[];
  readonly refusals: readonly TransitionRefusal[];
  /** A sentence. */
  readonly costOfGoingBack: string;
}

/** What a pack says about one step of one release: the pair's rule, and all that chart, mode and settings add. */
export interface TransitionJudgement extends Omit<TransitionRule, 'consequences'> {
  readonly consequences: readonly string[];
}

/** Every pair of phases has a rule. */
export type TransitionTable<Phase extends string> = Readonly<
  Record<Phase, Readonly<Record<Phase, TransitionRule>>>
>;

/** The rule of a pair; undefined if one of the phases is not in the table. */
export function ruleFor<Phase extends string>(
  table: TransitionTable<Phase>,
  { from, to }: Transition,
): TransitionRule | undefined {
  const isPhase = (name: string): name is Phase => Object.hasOwn(table, name);
  return isPhase(from) && isPhase(to) ? table[from][to] : undefined;
}
