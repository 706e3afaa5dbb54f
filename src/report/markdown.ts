import { capitalised } from '../english.ts';
import { visibleLines, wellFormed } from '../visible-text.ts';
import type {
  Block,
  Changes,
  Checklist,
  Checks,
  Components,
  Findings,
  Head,
  List,
  Page,
  Progress,
  Routes,
  Section,
  TimeLineBlock,
} from './blocks.ts';
import { NOT_SET, percentOf, shortened, touched } from './blocks.ts';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

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
export const escapeMarkdown = (text: string): string =>
  visibleLines(wellFormed(text)).map(escapedLine).join('<br>');

/**
 * A text from outside as code in a cell of a table. There alone a pipe is escaped inside code as well (GitHub
 * Flavored Markdown, tables). Blanks at the ends keep backticks of the text away from those around it.
 */
export function codeCell(text: string): string {
  const shown = visibleLines(wellFormed(text)).join(' ').replaceAll('|', String.raw`\|`);
  if (shown.trim() === '') return '';
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const blank = longest > 0 ? ' ' : '';
  return `${fence}${blank}${shown}${blank}${fence}`;
}

/** A table of cells that are Markdown already; nothing if there are no rows. Columns without a cell are left out. */
function table(titles: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const used = titles.map((_, column) => rows.some((row) => row[column] !== ''));
  const line = (cells: readonly string[]): string =>
    `| ${cells.filter((_, column) => used[column]).join(' | ')} |`;
  return [line(titles), line(titles.map(() => '---')), ...rows.map(line)];
}

/** Parts with an empty line between them. */
const apart = (parts: readonly (readonly string[])[]): string[] =>
  parts.filter((lines) => lines.length > 0).flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]));

function headLines({ line, verdict, states = [] }: Head): string[] {
  const said =
    verdict && [verdict.text, ...(verdict.detail === undefined ? [] : [verdict.detail])].join(', ');
  const names = states[0]?.facts.map(({ name }) => name) ?? [];
  const rows = states.map(({ when, phase, facts, source }) => [
    when,
    `**${escapeMarkdown(phase)}**`,
    ...facts.map(({ value }) => escapeMarkdown(value)),
    escapeMarkdown(source),
  ]);
  return apart([
    [`## ${escapeMarkdown(line)}`],
    said === undefined ? [] : [`**Verdict:** ${escapeMarkdown(said)}`],
    table(['', 'phase', ...names, 'from'], rows),
  ]);
}

const listLines = ({ items }: List): string[] =>
  items.map(({ label, text }) => {
    const title = label === undefined ? '' : `**${escapeMarkdown(capitalised(label))}:** `;
    return `- ${title}${escapeMarkdown(text)}`;
  });

const SIGNS = { bad: '⛔', warn: '⚠️', none: 'ℹ️' } as const;

function findingTable(block: Findings): string[] {
  const rows = shortened(block).map(({ tone, label, place = '', what, why = '', remedy, id }) => [
    `${SIGNS[tone]} ${escapeMarkdown(label)}`,
    codeCell(place),
    escapeMarkdown(what),
    escapeMarkdown(why),
    escapeMarkdown(remedy),
    codeCell(id),
  ]);
  return table(['', 'at', 'what', 'why', 'do', 'id'], rows);
}

const CHANGES = { added: '➕ added', removed: '➖ removed', scaled: 'changed', kept: 'changed' } as const;

function componentLines(block: Components): string[] {
  const { shown, rest } = touched(block);
  const rows = shown.map(({ change, name, workload, stores, replicas, claims }) => [
    CHANGES[change],
    escapeMarkdown(name),
    escapeMarkdown(workload),
    escapeMarkdown(stores),
    replicas,
    claims.text,
  ]);
  return apart([
    table(['', 'component', 'kind', 'stores', 'replicas', 'claims'], rows),
    rest === undefined ? [] : [`${rest}.`],
  ]);
}

const routeTable = ({ pairs }: Routes): string[] =>
  table(
    ['', 'today', 'then'],
    pairs.map(({ name, before, after }) => [name, escapeMarkdown(before.text), escapeMarkdown(after.text)]),
  );

function changeTable({ columns, rows }: Changes): string[] {
  const value = (text: string | undefined): string => (text === undefined ? NOT_SET : codeCell(text));
  const cells = rows.map((row) => [
    ...row.cells.map(({ text, isCode }) => (isCode ? codeCell(text) : escapeMarkdown(text))),
    value(row.before),
    value(row.after),
  ]);
  return table([...columns, 'today', 'then'], cells);
}

const timeTable = ({ spans }: TimeLineBlock): string[] =>
  table(
    ['phase', 'time', 'from', 'to', 'certain'],
    spans.map(({ phase, length, from, to, isCertain }) => [
      escapeMarkdown(phase),
      escapeMarkdown(length),
      escapeMarkdown(from.text),
      escapeMarkdown(to?.text ?? ''),
      isCertain ? '' : 'not certain',
    ]),
  );

const BAR = 20;

function progressLine(block: Progress): string {
  const { title, share, text, notes, problem } = block;
  const filled = Math.floor(share * BAR);
  const bar = `\`${'█'.repeat(filled)}${'░'.repeat(BAR - filled)}\` ${percentOf(block)}, ${escapeMarkdown(text)}`;
  const said = [problem === undefined ? bar : escapeMarkdown(problem), ...notes.map(escapeMarkdown)].join(
    ', ',
  );
  return `**${escapeMarkdown(capitalised(title))}:** ${said}`;
}

const BOXES = { done: '[x]', open: '[ ]', failed: '[ ] ❌', unknown: '[ ] ❔' } as const;

const checklist = ({ items }: Checklist): string[] =>
  items.map(({ title, status, detail }) => {
    const told = detail === '' ? '' : `: ${escapeMarkdown(detail)}`;
    return `- ${BOXES[status]} ${escapeMarkdown(title)}${told}`;
  });

const CHECK_SIGNS = { ok: '✅ ', failed: '❌ ', waiting: '⏳ ', unknown: '❔ ', skipped: '' } as const;

function checkTable({ items }: Checks): string[] {
  const rows = items.map(({ status, title, seen, expected, why, command, problem }) => {
    const isGreen = status === 'ok' || status === 'skipped';
    return [
      `${CHECK_SIGNS[status]}${status}`,
      ...[title, seen, expected, isGreen ? '' : why].map(escapeMarkdown),
      isGreen
        ? ''
        : problem
          ? escapeMarkdown(problem.remedy)
          : command === undefined
            ? ''
            : codeCell(command),
    ];
  });
  return table(['', 'check', 'seen', 'expected', 'why', 'see'], rows);
}

function sectionLines({ title, blocks }: Section): string[] {
  const content = linesOf(blocks);
  return content.length === 0 ? [] : [`### ${escapeMarkdown(title)}`, '', ...content];
}

function blockLines(block: Block): string[] {
  switch (block.kind) {
    case 'section':
      return sectionLines(block);
    case 'paragraph':
      return [escapeMarkdown(block.text)];
    case 'list':
      return listLines(block);
    case 'findings':
      return findingTable(block);
    case 'components':
      return componentLines(block);
    case 'routes':
      return routeTable(block);
    case 'changes':
      return changeTable(block);
    case 'time line':
      return timeTable(block);
    case 'progress':
      return [progressLine(block)];
    case 'status':
      return apart([
        [`**${escapeMarkdown(capitalised(block.name))}:** ${escapeMarkdown(block.text)}`],
        linesOf(block.details),
      ]);
    case 'checklist':
      return checklist(block);
    case 'checks':
      return checkTable(block);
  }
}

const linesOf = (blocks: readonly Block[]): string[] => apart(blocks.map(blockLines));

/** A page in GitHub Flavored Markdown: for comments on pull requests and for $GITHUB_STEP_SUMMARY. */
export function markdown({ head, blocks, footer }: Page): string {
  const small = footer === undefined ? [] : [`<sub>${escapeMarkdown(footer)}</sub>`];
  return `${apart([headLines(head), linesOf(blocks), small]).join('\n')}\n`;
}
