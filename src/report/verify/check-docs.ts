import type { CheckDescription } from '../../checks/describe-check.ts';

const TITLE = 'check of verify and the gate';

const where = (phases: readonly string[]): string => (phases.length === 0 ? '' : ` in ${phases.join(', ')}`);

/** All that is known of a check, for a terminal. */
export function checkText({ id, title, why, expected, command }: CheckDescription): string {
  const lines = [
    ...expected.map(({ phases, text }) => `expected${where(phases)}: ${text}`),
    ...(command === undefined ? [] : [`see: ${command}`]),
  ];
  return `${[`${id} (${TITLE}): ${title}`, '', `  ${why}`, '', ...lines.map((line) => `  ${line}`)].join('\n')}\n`;
}

/** Of sections in the docs: underscores and angle brackets stay as they are. */
const inMarkdown = (text: string): string => text.replaceAll(/[<>_*]/g, '\\$&');

/** A check as a section of the docs. */
export function checkSection({ id, title, why, expected, command }: CheckDescription): string {
  return [
    `## ${id}`,
    `${title}.`,
    inMarkdown(why),
    expected.map(({ phases, text }) => `- Expected${where(phases)}: ${inMarkdown(text)}`).join('\n'),
    ...(command === undefined ? [] : [`\`\`\`sh\n${command}\n\`\`\``]),
  ].join('\n\n');
}
