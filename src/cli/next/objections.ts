import type { Step } from '../../pack.ts';
import type { ChartPack } from '../../release/chart-values.ts';
import { releaseValues, type SideInput, stateOfValues } from '../../release/from-values.ts';
import { judgeStep } from '../../release/judge-step.ts';
import { NOTHING_PERMITTED } from '../../rules/judge.ts';
import type { RunbookStep } from '../../step/runbook.ts';
import { NO_HISTORY, type TimeLine } from '../../step/time-line.ts';
import type { HelmMajor } from '../../values/tree.ts';
import { objections, planFindings } from '../plan/build-plan.ts';
import type { Permitted } from '../plan/permitted.ts';
import { sideAfter } from '../plan/sides.ts';

interface StepsToJudge {
  readonly pack: ChartPack;
  readonly installed: SideInput;
  readonly helm: HelmMajor;
  readonly history: TimeLine;
  /** Milliseconds since 1970. */
  readonly clock: number;
  readonly permitted: Permitted;
}

const textOf = (): string => '';

/** What helps is an upgrade of its own, as the printed one keeps the values that the release has. */
const noteOf = ({ what, remedy }: { readonly what: string; readonly remedy: string }): string =>
  `phasegate plan does not accept this step: ${what}. First, in an upgrade of its own: ${remedy.replace(/^first /, '')}.`;

/**
 * Steps with what `plan` holds against each of them as a note: a step that is printed is one that plan accepts, or says
 * what to do before it. Each is judged behind the one before it.
 * @param steps what the pack named, and what is printed of it, in the same order
 */
export async function withObjections(
  steps: readonly Step[],
  printed: readonly RunbookStep[],
  { pack, installed, helm, history, clock, permitted: { silencer, accepted } }: StepsToJudge,
): Promise<readonly RunbookStep[]> {
  const done: RunbookStep[] = [];
  let before = installed;
  for (const [index, step] of steps.entries()) {
    const shown = printed[index];
    if (shown === undefined) break;
    const after = sideAfter(before, step, shown.command.includes('--reuse-values'), pack, helm);
    const release = releaseValues({ ...after, before, helm, textOf }, pack);
    const judged = judgeStep(pack, {
      before: stateOfValues(pack, release.previous ?? release, textOf),
      after: stateOfValues(pack, release, textOf),
      // What a step leaves behind depends on when it is taken.
      history: index === 0 ? history : NO_HISTORY,
      permissions: { ...NOTHING_PERMITTED, ...accepted(pack.name) },
      clock,
    });
    const findings = await planFindings(release, pack, silencer.settingsOf(undefined));
    const against = objections({ pack, judged, findings, silencer, file: undefined, accepted: undefined });
    const notes = against.map(noteOf);
    done.push(notes.length === 0 ? shown : { ...shown, notes: [...new Set([...notes, ...shown.notes])] });
    before = after;
  }
  return done;
}
