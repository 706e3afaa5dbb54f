import type { Chart, Pack, Phase, Step } from '../pack.ts';
import { shellWord } from '../shell.ts';
import { type HelmRelease, helmRollback, helmUpgrade, verifyCommand } from './helm-commands.ts';

/** One step of a migration: a single helm upgrade, its proof and its way back. */
export interface RunbookStep extends Pick<Step, 'id' | 'title' | 'why'> {
  /** Words of the command, each an argument. */
  readonly command: readonly string[];
  readonly verify: readonly string[];
  readonly rollback: readonly string[];
  /** What to know before it. */
  readonly notes: readonly string[];
}

/** What the commands of a release's steps are made of. */
export interface StepsOf {
  readonly release: HelmRelease;
  /** The chart version that is installed. */
  readonly chart: string;
  readonly phases: Pack['phases'];
  readonly keepsValues?: Chart['keepsValues'];
}

/** Steps with their commands, each on the chart that the one before it leaves. */
export function runbookSteps(
  steps: readonly Step[],
  { release, chart, ...rest }: StepsOf,
): readonly RunbookStep[] {
  const { revision: _, ...later } = release;
  return steps.map((step, index) => {
    const from = steps.slice(0, index).findLast((one) => one.chart !== undefined)?.chart ?? chart;
    // Once a step was taken, the revision to go back to is one that nobody knows yet.
    return withCommands(step, { release: index === 0 ? release : later, chart: from, ...rest });
  });
}

function withCommands(step: Step, { release, chart, phases, keepsValues }: StepsOf): RunbookStep {
  const { id, title, why, set, gated, notes = [], back } = step;
  const to = step.chart ?? chart;
  const phase = (name: string): Pick<Phase, 'id' | 'values'> =>
    phases.find((one) => one.id === name) ?? { id: name };
  const keeps = keepsValues && { keepsValues };
  return {
    ...{ id, title, why, notes },
    command: helmUpgrade(release, {
      ...{ phase: phase(step.phase), from: chart, to, gated },
      ...(set && { set }),
      ...keeps,
    }),
    verify: verifyCommand(release, step.phase),
    rollback:
      back === undefined
        ? helmRollback(release)
        : helmUpgrade(release, { phase: phase(back), from: to, to, ...keeps }),
  };
}

const FLAG_WITH_VALUE = /^-/;

/** A command over several lines, a flag with its value on each. */
export function shellCommand(words: readonly string[]): string {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    const isValue = last !== undefined && FLAG_WITH_VALUE.test(last.trim()) && !last.trim().includes(' ');
    const opens = word.startsWith('-') && !(isValue && last?.trim() === '--post-renderer-args');
    if (last === undefined || opens) lines.push(shellWord(word));
    else lines[lines.length - 1] = `${last} ${shellWord(word)}`;
  }
  return lines.join(' \\\n    ');
}

/** One step for a terminal: what, why, the command, its proof and its way back. */
export function stepText({ title, why, command, verify, rollback, notes }: RunbookStep): string {
  return `${[
    title,
    `  ${why}`,
    ...notes.map((note) => `  note: ${note}`),
    '',
    shellCommand(command),
    '',
    'then verify:',
    shellCommand(verify),
    '',
    'to go back:',
    shellCommand(rollback),
  ].join('\n')}\n`;
}

const fenced = (words: readonly string[]): string => `\`\`\`sh\n${shellCommand(words)}\n\`\`\``;

/** One step as a section of a runbook. */
export function stepMarkdown(step: RunbookStep, index: number): string {
  const { title, why, command, verify, rollback, notes } = step;
  return [
    `## ${index + 1}. ${title}`,
    why,
    ...(notes.length > 0 ? [notes.map((note) => `- ${note}`).join('\n')] : []),
    fenced(command),
    '**Verify**',
    fenced(verify),
    '**Going back**',
    fenced(rollback),
  ].join('\n\n');
}

/** A whole migration, as Markdown. @param head what is migrated, and how it stands today */
export const runbook = (
  head: { readonly title: string; readonly text: string },
  steps: readonly RunbookStep[],
): string => `${[`# ${head.title}`, head.text, ...steps.map(stepMarkdown)].join('\n\n')}\n`;
