import type { ChecklistItem } from '../../../report/blocks.ts';
import { STORAGE_PATH } from '../values/toggles.ts';
import type { PlanInput } from './build-plan.ts';

function togglesWritten({ after }: PlanInput): ChecklistItem {
  const missing = ['v1', 'v2'].filter((layer) => after.values.given(...STORAGE_PATH, layer) === undefined);
  return {
    title: 'both storage toggles are written out',
    status: missing.length === 0 ? 'done' : 'open',
    detail:
      missing.length === 0
        ? 'a chart upgrade changes nothing by its defaults'
        : `write ${missing.map((layer) => `architecture.storage.${layer}`).join(' and ')}: defaults flip in chart 2.0.2`,
  };
}

function soak({ judgement, gate }: PlanInput): ChecklistItem[] {
  const { inPhase } = judgement.needs;
  if (inPhase === undefined) return [];
  const title = `long enough in ${inPhase}`;
  if (!gate?.soak) return [{ title, status: 'unknown', detail: 'no history was asked' }];
  const { isLongEnough, isProvable, reason } = gate.soak;
  return [{ title, status: isLongEnough && isProvable ? 'done' : 'open', detail: reason }];
}

function verified({ judgement }: PlanInput): ChecklistItem[] {
  if (!judgement.needs.verified) return [];
  return [{ title: 'the present phase is verified', status: 'unknown', detail: 'phasegate verify tells' }];
}

function clean({ findings, judgement }: PlanInput): ChecklistItem[] {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const { refusals } = judgement;
  return [
    {
      title: 'the values are free of errors',
      status: errors === 0 ? 'done' : 'failed',
      detail: errors === 0 ? 'phasegate lint finds none' : `phasegate lint finds ${errors}`,
    },
    {
      title: 'nothing refuses the step',
      status: refusals.length === 0 ? 'done' : 'failed',
      detail: refusals.length === 0 ? 'no data is lost by it alone' : refusals.map(({ id }) => id).join(', '),
    },
  ];
}

/** What must hold before the step, as far as it is known. */
export const checklist = (input: PlanInput): readonly ChecklistItem[] => [
  togglesWritten(input),
  ...clean(input),
  ...soak(input),
  ...verified(input),
];
