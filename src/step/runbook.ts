import { shellWord } from '../shell.ts';

/** One step of a migration: a single helm upgrade, its proof and its way back. */
export interface RunbookStep {
  /** Kebab-case, such as `chart-upgrade`. */
  readonly id: string;
  readonly title: string;
  readonly why: string;
  /** Words of the command, each an argument. */
  readonly command: readonly string[];
  readonly verify: readonly string[];
  readonly rollback: readonly string[];
  /** What to know before it. */
  readonly notes: readonly string[];
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
