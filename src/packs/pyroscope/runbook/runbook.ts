import { isBefore } from '../versions.ts';
import type { MigrationState } from './migration-state.ts';
import type { MigrationStep } from './migration-step.ts';
import { stepMarkdown } from './step-text.ts';

/** The whole migration of one release, as Markdown. */
export function runbook(state: MigrationState, steps: readonly MigrationStep[], now: Date): string {
  const { release, namespace, values, chart, targetChart } = state;
  const last = isBefore(chart, targetChart) ? targetChart : chart;
  const head = `# ${release} in ${namespace}: storage v1 → v2

Written on ${now.toISOString().slice(0, 10)} for chart ${chart} (${values.mode}) in phase ${values.phase}; it ends with chart ${last} in v2. Take one
step at a time, and the next only when the one before is verified. \`phasegate next\` prints the step that is due.`;
  return `${[head, ...steps.map(stepMarkdown)].join('\n\n')}\n`;
}
