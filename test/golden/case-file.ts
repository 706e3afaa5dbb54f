import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { structuredPatch } from 'diff';

export const GOLDEN = resolve(import.meta.dirname, '../../golden');
const INPUTS = join(GOLDEN, 'inputs');
const CASE = '.case';
const INPUT = '.yaml';

/** What a case gives to the program. */
export interface Case {
  /** `VARIABLE=value … phasegate words`, quoted as for a shell. */
  readonly command: string;
  /** Files in the folder where it runs, by path. */
  readonly files: ReadonlyMap<string, Buffer>;
  readonly stdin: Buffer;
  /** The shared input that standard input is: its path below golden/inputs, without suffix. */
  readonly sharedInput: string | undefined;
}

/** What a run of the case shows. */
export interface Run {
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  readonly exit: number | null;
  /** Files that the run wrote or changed, by path; undefined for one that it removed. */
  readonly after: ReadonlyMap<string, Buffer | undefined>;
}

/** Paths of the files below a folder, relative to it. */
export function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .toSorted();
}

const namesBelow = (folder: string, suffix: string): string[] =>
  filesBelow(folder)
    .filter((file) => file.endsWith(suffix))
    .map((file) => file.slice(0, -suffix.length));

/** Every case: its path below golden/, without suffix. */
export const caseNames = (): string[] => namesBelow(GOLDEN, CASE);
export const inputNames = (): string[] => namesBelow(INPUTS, INPUT);
export const caseFile = (name: string): string => join(GOLDEN, name + CASE);
const readInput = (name: string): Buffer => readFileSync(join(INPUTS, name + INPUT));

const NO_NEWLINE = '\\ No newline at end of file\n';

/** What a reader cannot see or an editor may change: controls, marks without width, blanks that end a line. */
const INVISIBLE = /(?![\n\t ])[\p{Cc}\p{Cf}\p{Z}]|[\t ]+$/gmu;
const NOT_ASCII = /[\x80-\xff]/g;
const HEADER_MARK = /^====(?= )/gm;

const byteEscape = (code: number): string => `\\x${code.toString(16).padStart(2, '0')}`;

function escapeCharacter(character: string): string {
  if (character === '\r') return '\\r';
  const code = character.codePointAt(0) ?? 0;
  return code < 0x80 ? byteEscape(code) : `\\u{${code.toString(16)}}`;
}

const escapeText = (text: string): string =>
  text
    .replaceAll('\\', '\\\\')
    .replace(INVISIBLE, (found) => Array.from(found, escapeCharacter).join(''))
    .replace(HEADER_MARK, '\\x3d===');

/** Escapes stand for bytes (`\xff`), characters (`\u{feff}`), `\r` and `\\`. */
const unescapeBody = (body: string): Buffer =>
  Buffer.from(
    Buffer.from(body)
      .toString('latin1')
      .replace(/\\(?:(\\)|(r)|x([0-9a-f]{2})|u\{([0-9a-f]+)\})/g, (_, backslash, cr, byte, character) => {
        if (backslash) return backslash;
        if (cr) return '\r';
        if (byte) return String.fromCharCode(Number.parseInt(byte, 16));
        return Buffer.from(String.fromCodePoint(Number.parseInt(character, 16))).toString('latin1');
      }),
    'latin1',
  );

/** A text as a section's header names its form, and as its body shows it. */
interface Shown {
  readonly form: string;
  readonly body: string;
}

const shown = (form: string, body: string): Shown => ({ form, body });

/** A diff's last line may be its own mark of a missing newline. */
const endsWithMark = (text: string, form: string): boolean => form !== ' diff' && text.endsWith(NO_NEWLINE);

function showText(bytes: Buffer, form = ''): Shown {
  const text = bytes.toString('utf8');
  const end = text.endsWith('\n') ? '' : `\n${NO_NEWLINE}`;
  if (!Buffer.from(text).equals(bytes)) {
    const escaped = escapeText(bytes.toString('latin1')).replace(NOT_ASCII, (byte) =>
      byteEscape(byte.charCodeAt(0)),
    );
    return shown(`${form} escaped`, escaped + end);
  }
  const plain = text.search(INVISIBLE) < 0 && text.search(HEADER_MARK) < 0 && !endsWithMark(text, form);
  return plain ? shown(form, text + end) : shown(`${form} escaped`, escapeText(text) + end);
}

function readText(body: string, escaped: boolean): Buffer {
  const cut = body.endsWith(`\n${NO_NEWLINE}`) ? body.slice(0, -NO_NEWLINE.length - 1) : body;
  return escaped ? unescapeBody(cut) : Buffer.from(cut);
}

/** Kind and name of the object that a line (counted from 0) stands in. */
function objectAt(lines: readonly string[], at: number): string {
  const start = lines.lastIndexOf('---', at) + 1;
  const end = lines.indexOf('---', start);
  const object = lines.slice(start, end < 0 ? undefined : end);
  const value = (key: string): string | undefined =>
    object.find((line) => line.startsWith(key))?.slice(key.length);
  const kind = value('kind: ');
  return kind === undefined ? '' : ` ${kind}/${value('  name: ') ?? ''}`;
}

/** Unified hunks, each headed by its object; empty lines of context stay empty. */
function diffOf(before: Buffer, after: Buffer): string {
  const lines = before.toString('utf8').split(/\r?\n/);
  const { hunks } = structuredPatch('', '', before.toString('utf8'), after.toString('utf8'));
  return hunks
    .map((hunk) => {
      const from = `${hunk.oldStart},${hunk.oldLines}`;
      const to = `${hunk.newStart},${hunk.newLines}`;
      const changed = hunk.oldStart - 1 + hunk.lines.findIndex((line) => /^[-+]/.test(line));
      const body = hunk.lines.map((line) => (line === ' ' ? '\n' : `${line}\n`)).join('');
      return `@@ -${from} +${to} @@${objectAt(lines, changed)}\n${body}`;
    })
    .join('');
}

/** The shortest way to show what became of a text. */
function showAgainst(before: Buffer, after: Buffer | undefined): Shown {
  if (after === undefined) return shown(' gone', '');
  if (after.length === 0) return shown(' empty', '');
  if (before.equals(after)) return shown(' unchanged', '');
  const text = showText(after);
  if (before.length === 0) return text;
  const diff = showText(Buffer.from(diffOf(before, after)), ' diff');
  return diff.body.length < text.body.length ? diff : text;
}

const showGiven = (bytes: Buffer): Shown => (bytes.length === 0 ? shown(' empty', '') : showText(bytes));

const NOTHING = Buffer.alloc(0);

/**
 * A case's file as a run of it makes it. Two runs that differ in a byte make two different files, so comparing the
 * files compares the runs.
 */
export function printCase(
  { command, files, stdin, sharedInput }: Case,
  { stdout, stderr, exit, after }: Run,
) {
  const section = (name: string, { form, body }: Shown): string => `==== ${name}${form}\n${body}`;
  const input = sharedInput === undefined ? showText(stdin) : shown(` @${sharedInput}`, '');
  return [
    section('command', shown('', `${command}\n`)),
    ...Array.from(files, ([path, bytes]) => section(`file ${path}`, showGiven(bytes))),
    ...(stdin.length > 0 ? [section('stdin', input)] : []),
    section('stdout', showAgainst(stdin, stdout)),
    section('stderr', showGiven(stderr)),
    section(`exit ${exit}`, shown('', '')),
    ...Array.from(after, ([path, bytes]) =>
      section(`after ${path}`, showAgainst(files.get(path) ?? NOTHING, bytes)),
    ),
  ].join('');
}

const HEADER = /^==== (.+)\n/m;
const SECTIONS = new Set(['command', 'file', 'stdin', 'stdout', 'stderr', 'exit', 'after']);

/**
 * Reads what a case gives: command, files and standard input. What its run shows is compared, never read.
 * Throws a SyntaxError for a section of an unknown name and for a missing command.
 */
export function parseCase(text: string): Case {
  const [before, ...parts] = text.split(HEADER);
  let command: string | undefined;
  let stdin: Buffer = NOTHING;
  let sharedInput: string | undefined;
  const files = new Map<string, Buffer>();
  for (let at = 0; at < parts.length; at += 2) {
    const [name = '', ...words] = parts[at]?.split(' ') ?? [];
    const body = readText(parts[at + 1] ?? '', words.includes('escaped'));
    if (!SECTIONS.has(name)) throw new SyntaxError(`unknown section ${name}`);
    if (name === 'command') command = body.toString('utf8').trim();
    if (name === 'file' && words[0] !== undefined) files.set(words[0], body);
    if (name === 'stdin') {
      sharedInput = words[0]?.startsWith('@') ? words[0].slice(1) : undefined;
      stdin = sharedInput === undefined ? body : readInput(sharedInput);
    }
  }
  if (before !== '' || command === undefined) throw new SyntaxError('a case begins with its command');
  return { command, files, stdin, sharedInput };
}

/** Reads a case by name; throws as parseCase, with the name in front. */
export function readCase(name: string): Case {
  try {
    return parseCase(readFileSync(caseFile(name), 'utf8'));
  } catch (error) {
    throw new SyntaxError(`${name}: ${error instanceof Error ? error.message : error}`);
  }
}
