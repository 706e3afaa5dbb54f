import { both } from '../../english.ts';
import { writtenTree } from '../../release/from-values.ts';
import type { JudgedStep } from '../../release/judge-step.ts';
import type { ChecklistItem } from '../../report/blocks.ts';
import { shownPath } from '../../rules/settings.ts';
import type { PlanInput } from './build-plan.ts';
import { phaseOf } from './sides.ts';

/** A chart's defaults may be of another phase in its next version; what is written stays. */
function phaseWritten({ after, pack }: PlanInput): ChecklistItem[] {
  const paths = pack.phases.flatMap(({ values = [] }) => values.map(([path]) => path));
  const written = writtenTree(after.user);
  const missing = new Set(paths.filter((path) => !written.has(...path)).map(shownPath));
  if (paths.length === 0) return [];
  return [
    {
      title: 'the values of the phase are written out',
      status: missing.size === 0 ? 'done' : 'open',
      detail:
        missing.size === 0
          ? 'changed defaults of a new chart have no effect'
          : `write ${[...missing].join(' and ')}: another chart version may have other defaults`,
    },
  ];
}

function soakItem({ judged, gate, before, pack }: PlanInput): ChecklistItem[] {
  if (judged.transition.soakMs === undefined) return [];
  const title = `long enough in ${phaseOf(before, pack)}`;
  if (!gate?.soak) return [{ title, status: 'unknown', detail: 'the history was not read' }];
  const { isLongEnough, isProvable, reason } = gate.soak;
  return [{ title, status: isLongEnough && isProvable ? 'done' : 'open', detail: reason }];
}

function verified({ judged }: PlanInput): ChecklistItem[] {
  const { verified: needed } = judged.transition;
  if (!needed) return [];
  const title =
    typeof needed === 'object'
      ? `${both(needed)} ${needed.length === 1 ? 'is' : 'are'} ok`
      : 'the current phase is verified';
  return [{ title, status: 'unknown', detail: 'phasegate verify shows it' }];
}

/** The flags that accept that data is lost. */
const ACCEPT_LOSS: ReadonlySet<string | undefined> = new Set(['--accept-data-loss', '--accept-loss']);

/** The rules whose loss of data is accepted for the step. */
export const acceptedLossIn = ({ findings }: JudgedStep): readonly string[] => [
  ...new Set(
    findings.flatMap(({ rule, outcome, by }) =>
      outcome === 'accepted' && ACCEPT_LOSS.has(by) ? [rule] : [],
    ),
  ),
];

function blocked({ judged, beside, isPair }: PlanInput): ChecklistItem {
  const title = isPair ? 'the two can stand side by side' : 'nothing blocks the step';
  const refusals = [
    ...judged.findings.filter(({ outcome }) => outcome === 'refused'),
    ...(beside?.findings ?? []).filter(({ severity }) => severity === 'error'),
  ];
  const refused = [...new Set(refusals.map(({ rule }) => rule))];
  const accepted = acceptedLossIn(judged);
  if (refused.length > 0) return { title, status: 'failed', detail: refused.join(', ') };
  if (accepted.length > 0)
    return { title, status: 'open', detail: `data loss is accepted: ${accepted.join(', ')}` };
  return { title, status: 'done', detail: 'no rule refuses it' };
}

function clean({ judged, isPair }: PlanInput, errors: number): ChecklistItem[] {
  if (isPair) return [];
  const accepted = acceptedLossIn(judged).length > 0 ? ' but what was accepted' : '';
  return [
    {
      title: 'the values have no errors',
      status: errors === 0 ? 'done' : 'failed',
      detail: `phasegate lint finds ${errors === 0 ? `none${accepted}` : errors}`,
    },
  ];
}

/** That two releases were compared, and what no manifest of them shows. */
const compared = ({ beside }: PlanInput): ChecklistItem[] =>
  beside === undefined
    ? []
    : [
        { title: 'compared with the other cluster', status: 'done', detail: beside.with },
        ...beside.unknown.map((one) => ({ ...one, status: 'unknown' as const })),
      ];

/** Told where it is known to be otherwise. */
const volatile = ({ judged: { transition } }: PlanInput): ChecklistItem[] =>
  transition.lostAtRestart === undefined
    ? []
    : [
        {
          title: 'no pod with data on an emptyDir restarts',
          status: 'open',
          detail: transition.lostAtRestart,
        },
      ];

/** What must hold before the step, as far as it is known. @param errors of the linter that stay */
export const checklist = (input: PlanInput, errors: number): readonly ChecklistItem[] => [
  ...phaseWritten(input),
  ...clean(input, errors),
  blocked(input),
  ...compared(input),
  ...volatile(input),
  ...soakItem(input),
  ...verified(input),
];
