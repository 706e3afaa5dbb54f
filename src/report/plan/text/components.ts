import { visible } from '../../../visible-text.ts';
import type { Paint } from '../../finding-text.ts';
import {
  byChange,
  CHANGE_MARKS,
  CLAIM_WORDS,
  isUntouched,
  LAYER_WORDS,
  replicaStep,
  untouchedText,
} from '../component-words.ts';
import type { PlannedComponent, PlanReport } from '../plan-report.ts';
import { columns } from './columns.ts';

const COLOURS = { added: 'cyan', removed: 'yellow', kept: 'dim' } as const;

const row = (component: PlannedComponent): string[] => [
  CHANGE_MARKS[component.change],
  visible(component.name),
  visible(component.kind),
  LAYER_WORDS[component.layer],
  replicaStep(component),
  CLAIM_WORDS[component.claims],
];

/** Components that come, go or change; the others are counted. */
export function componentSection({ components }: PlanReport, paint: Paint): string[] {
  if (components.length === 0) return [];
  const shown = byChange(components.filter((component) => !isUntouched(component)));
  const untouched = components.length - shown.length;
  const lines = columns(shown.map(row)).map(
    (line, index) => `  ${paint[COLOURS[shown[index]?.change ?? 'kept']](line)}`,
  );
  const rest = untouched === 0 ? [] : [paint.dim(`  ${untouchedText(untouched, shown.length)}`)];
  return ['components', ...lines, ...rest];
}
