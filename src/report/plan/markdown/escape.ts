import { visible, wellFormed } from '../../../visible-text.ts';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

const lines = (text: string): string[] =>
  wellFormed(text)
    .split(/\r\n|\r|\n/)
    .map(visible);

/** An empty element between `@` and a name keeps code hosts from calling the person of that name. */
const withoutMentions = (text: string): string => text.replace(/@(?=[\w-])/g, '@<span></span>');

/** What at the front of a line begins a heading, a list or a rule. */
const withoutBlocks = (line: string): string =>
  line
    .replace(/^(?:#{1,6}|[+-])(?=\s|$)|^[-=\s]+$/, String.raw`\$&`)
    .replace(/^(\d+)([.)])(?=\s|$)/, String.raw`$1\$2`);

function escapedLine(line: string): string {
  const inline = line
    .trim()
    .replace(/[\\`*[\]|~$]/g, String.raw`\$&`)
    .replace(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, String.raw`\_`)
    .replace(/[&<>]/g, (character) => ENTITIES[character] ?? '');
  return withoutMentions(withoutBlocks(inline));
}

/** A text from outside as plain words of Markdown, on one line, so that it fits items of lists and cells of tables. */
export const escapeMarkdown = (text: string): string => lines(text).map(escapedLine).join('<br>');

/**
 * A text from outside as code in a cell of a table. There alone a pipe is escaped inside code as well (GitHub
 * Flavored Markdown, tables). Blanks at the ends keep backticks of the text away from those around it.
 */
export function codeCell(text: string): string {
  const shown = lines(text).join(' ').replaceAll('|', String.raw`\|`);
  if (shown.trim() === '') return '';
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const blank = longest > 0 ? ' ' : '';
  return `${fence}${blank}${shown}${blank}${fence}`;
}
