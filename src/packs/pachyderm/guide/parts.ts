/** One part of a runbook: what to do, how to see that it is done, and the way back. */
export interface Part {
  readonly title: string;
  /** Rows of the audit that it answers. */
  readonly audit: readonly string[];
  readonly text: readonly string[];
  /** Commands that must exit with 0 before this part begins. */
  readonly before?: readonly string[];
  readonly blocks: readonly Block[];
  /** Commands that must exit with 0 before the next part. */
  readonly gates: readonly string[];
  /** How to undo it; undefined where nothing is to be undone. */
  readonly back?: string;
}

/** Commands that act on one place. */
export interface Block {
  /** `old cluster: context prod, namespace pachyderm`. */
  readonly where: string;
  readonly commands: readonly string[];
}

const fenced = (lines: readonly string[]): string => ['```sh', ...lines, '```'].join('\n');

const gateText = (when: string, commands: readonly string[]): readonly string[] =>
  commands.length === 0 ? [] : [`${when} only if this exits with 0:`, fenced(commands.map(joined))];

/** One exit code for all. */
const joined = (command: string, index: number, all: readonly string[]): string =>
  index < all.length - 1 ? `${command} &&` : command;

const partText = ({ title, text, before = [], blocks, gates, back }: Part, index: number): string =>
  [
    `## ${index + 1}. ${title}`,
    ...text,
    ...gateText('Begin', before),
    ...blocks.map(({ where, commands }) => fenced([`# ${where}`, ...commands])),
    ...gateText('Go on', gates),
    ...(back === undefined ? [] : [`To go back: ${back}`]),
  ].join('\n\n');

/** A runbook as Markdown. */
export const runbookText = (title: string, intro: readonly string[], parts: readonly Part[]): string =>
  `${[`# ${title}`, ...intro, ...parts.map(partText)].join('\n\n')}\n`;
