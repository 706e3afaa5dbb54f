import { columnsOf, visible } from '../visible-text.ts';
import type {
  Block,
  CheckItem,
  ChecklistItem,
  Components,
  FindingItem,
  Head,
  Page,
  Progress,
  Routes,
  Tone,
} from './blocks.ts';
import { NOT_SET, percentOf, shortened, touched } from './blocks.ts';
import { EXPLAIN_HINT, findingText, type Paint } from './finding-text.ts';

const indented = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`);

/** Rows as lines with their cells below each other, two blanks apart; nothing trails. Empty columns are left out. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const widest = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: widest }, (_, column) =>
    Math.max(...rows.map((row) => columnsOf(row[column] ?? ''))),
  );
  const padded = (cell: string, column: number): string =>
    cell + ' '.repeat((widths[column] ?? 0) - columnsOf(cell));
  return rows.map((row) =>
    row
      .map(padded)
      .filter((_, column) => widths[column] !== 0)
      .join('  ')
      .trimEnd(),
  );
}

function toned(text: string, tone: Tone, paint: Paint): string {
  const colour = ({ bad: 'red', warn: 'yellow', none: 'cyan' } as const)[tone as 'bad' | 'warn' | 'none'];
  return colour === undefined ? text : paint[colour](text);
}

function stateLines({ states = [] }: Head, paint: Paint): string[] {
  const rows = columns(
    states.map(({ when, phase, facts }) => {
      const told = facts.map(({ name, value, isPlain }) => (isPlain ? value : `${name} ${value}`));
      return [when, visible([phase, ...told].join(', '))];
    }),
  );
  return rows.map((row, index) => `${row} ${paint.dim(`(${visible(states[index]?.source ?? '')})`)}`);
}

/** What is there to be known, and not to be acted on, is told in its first line. */
function findingLines({ tone, label, place, what, id, why, remedy }: FindingItem, paint: Paint): string[] {
  const advice = tone === 'none' ? {} : { why, remedy };
  return findingText({ place, label: toned(label, tone, paint), what, id, ...advice }, paint).split('\n');
}

const CHANGES = {
  added: { mark: '+', colour: 'cyan' },
  removed: { mark: '-', colour: 'yellow' },
  scaled: { mark: ' ', colour: 'dim' },
  kept: { mark: ' ', colour: 'dim' },
} as const;

/** Components that come, go or change; the others are counted. */
function componentLines(block: Components, paint: Paint): string[] {
  const { shown, rest } = touched(block);
  const rows = shown.map(({ change, name, workload, stores, replicas, claims }) => [
    CHANGES[change].mark,
    visible(name),
    visible(workload),
    visible(stores),
    replicas,
    claims.text,
  ]);
  const lines = columns(rows).map((line, index) =>
    paint[CHANGES[shown[index]?.change ?? 'kept'].colour](line),
  );
  return rest === undefined ? lines : [...lines, paint.dim(rest)];
}

function routeLines({ pairs }: Routes): string[] {
  return columns(
    pairs.map(({ name, before, after, isSame }) => {
      const now = visible(before.text);
      return [name, isSame ? `${now}, as before` : `${now} → ${visible(after.text)}`];
    }),
  );
}

const BAR = 24;

function progressLines(block: Progress, paint: Paint): string[] {
  const { title, share, text, notes, problem } = block;
  const filled = Math.floor(share * BAR);
  const bar = `${'█'.repeat(filled)}${paint.dim('░'.repeat(BAR - filled))}`;
  const line =
    problem === undefined
      ? `${visible(title)}  ${bar} ${percentOf(block)}  ${text}`
      : `${visible(title)}  ${paint.yellow(problem)}`;
  return [line, ...(notes.length === 0 ? [] : [`  ${visible(notes.join(', '))}`])];
}

const BOXES = { done: '[x]', open: '[ ]', failed: '[!]', unknown: '[?]' } as const;
const BOX_COLOURS = { done: 'dim', open: 'cyan', failed: 'red', unknown: 'yellow' } as const;

function itemLine({ title, status, detail }: ChecklistItem, paint: Paint): string {
  const told = detail === '' ? '' : `: ${visible(detail)}`;
  return `${paint[BOX_COLOURS[status]](BOXES[status])} ${visible(title)}${told}`;
}

const CHECKS = {
  ok: { word: 'ok', colour: 'cyan' },
  failed: { word: 'FAILED', colour: 'red' },
  waiting: { word: 'waiting', colour: 'yellow' },
  unknown: { word: 'unknown', colour: 'yellow' },
  skipped: { word: 'skipped', colour: 'dim' },
} as const;
const CHECK_WIDTH = 'unknown'.length;

/** A line where a check is green, and what to know about it if it is not. */
function checkLines(
  { id, title, status, seen, expected, why, command, problem }: CheckItem,
  paint: Paint,
): string[] {
  const { word, colour } = CHECKS[status];
  const line = `  ${paint[colour](word.padEnd(CHECK_WIDTH))}  ${visible(`${title}: ${seen}`)}`;
  if (status === 'ok' || status === 'skipped') return [line];
  const named = id === undefined ? line : `${line} ${paint.dim(`[${visible(id)}]`)}`;
  const see = problem ? [`do: ${problem.remedy}`] : command === undefined ? [] : [`see: ${command}`];
  const more = [`expected: ${expected}`, `why: ${why}`, ...see];
  return [named, ...more.map((one) => `${' '.repeat(CHECK_WIDTH + 4)}${visible(one)}`)];
}

function linesOf(block: Block, paint: Paint): string[] {
  const below = (blocks: readonly Block[]): string[] => blocks.flatMap((one) => linesOf(one, paint));
  switch (block.kind) {
    case 'section':
      return block.label === undefined
        ? below(block.blocks)
        : [block.label, ...indented(below(block.blocks))];
    case 'paragraph':
      return [visible(block.text)];
    case 'list':
      return block.items.map(
        ({ label, text }) => `- ${visible(label === undefined ? text : `${label}: ${text}`)}`,
      );
    case 'findings':
      return shortened(block).flatMap((one) => findingLines(one, paint));
    case 'components':
      return componentLines(block, paint);
    case 'routes':
      return routeLines(block);
    case 'changes':
      return columns(
        block.rows.map(({ cells, before = NOT_SET, after = NOT_SET }) => [
          ...cells.map(({ text }) => visible(text)),
          `${visible(before)} → ${visible(after)}`,
        ]),
      );
    case 'time line': {
      const rows = block.spans.map(({ phase, length, from, to, isCertain }) => [
        visible(phase),
        length,
        visible(to === undefined ? from.text : `${from.text} to ${to.text}`),
        isCertain ? '' : 'not certain',
      ]);
      return ['phases', ...indented(columns(rows))];
    }
    case 'progress':
      return progressLines(block, paint);
    case 'status':
      return [
        `${block.name}  ${toned(visible(block.text), block.tone, paint)}`,
        ...indented(below(block.details)),
      ];
    case 'checklist':
      return block.items.map((one) => itemLine(one, paint));
    case 'checks':
      return block.items.flatMap((one) => checkLines(one, paint));
  }
}

/** Whether lines of a block end with an id. */
function namesIds(block: Block): boolean {
  switch (block.kind) {
    case 'section':
      return block.blocks.some(namesIds);
    case 'status':
      return block.details.some(namesIds);
    case 'findings':
      return shortened(block).length > 0;
    case 'checks':
      return block.items.some(
        ({ id, status }) => id !== undefined && status !== 'ok' && status !== 'skipped',
      );
    default:
      return false;
  }
}

/** A page for terminals and logs. The verdict comes last, where the eye is; there is no small print. */
export function pageText({ head, blocks }: Page, paint: Paint): string {
  const top = [visible(head.line), ...indented(stateLines(head, paint))];
  const groups: string[][] = [top];
  for (const block of blocks) {
    const lines = linesOf(block, paint);
    if (block.kind !== 'section') groups.at(-1)?.push(...lines);
    else if (lines.length > 0) groups.push(lines);
  }
  if (blocks.some(namesIds)) groups.push([EXPLAIN_HINT]);
  if (head.verdict) {
    const { tone, text: words, detail } = head.verdict;
    const verdict = toned(visible(detail === undefined ? words : `${words}, ${detail}`), tone, paint);
    groups.push([`verdict  ${verdict}`]);
  }
  return `${groups.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}
