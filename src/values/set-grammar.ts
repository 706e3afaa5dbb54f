import { namesCredential } from '../redaction.ts';
import { type FlagValue, fromFlagData, SetCursor, type ValueReader } from './set-values.ts';
import type { HelmMajor, Origin, SetFlagName, ValueNode } from './tree.ts';
import { type ErrorPlace, MAX_DEPTH, refuse, refuseDepth } from './values-error.ts';

/** One flag as it stood on the command line: `{ flag: '--set', text: 'a.b=c,d=e' }`. */
export interface SetFlag {
  readonly flag: SetFlagName;
  readonly text: string;
}

export type FlagOrigin = Extract<Origin, { kind: 'flag' }>;

/** One step from a map or a list to what it holds. */
export type PathStep =
  | { readonly kind: 'key'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number };

/**
 * What a flag sets at a path. Without a value the text ended too early where Helm takes that without a word: `a[0]`
 * makes an empty list, `a.` does nothing. `endsText` says that nothing followed the = sign.
 */
export interface SetAssignment {
  readonly steps: readonly PathStep[];
  readonly value: ValueNode | undefined;
  readonly endsText: boolean;
  readonly origin: FlagOrigin;
}

/** Helm's own limit of points in one path. */
const MAX_POINTS = 30;

/** How a flag is read: --set-literal knows neither escapes nor a comma between assignments. */
export interface Grammar {
  readonly escapes: boolean;
  readonly keyStops: string;
  readonly readValue: ValueReader;
  readonly helm: HelmMajor;
}

/** The assignments of one flag, in order, as pkg/strvals of Helm reads them. @throws Refusal */
export function parseAssignments(flag: SetFlag, grammar: Grammar): SetAssignment[] {
  const parser = new AssignmentParser(flag, grammar);
  const assignments: SetAssignment[] = [];
  for (let next = parser.next(); next !== undefined; next = parser.next()) assignments.push(next);
  return assignments;
}

class AssignmentParser {
  private readonly cursor: SetCursor;
  private start = 0;
  private isOver = false;

  constructor(
    private readonly flag: SetFlag,
    private readonly grammar: Grammar,
  ) {
    this.cursor = new SetCursor(flag.text);
  }

  next(): SetAssignment | undefined {
    if (this.isOver || this.cursor.isAtEnd) return undefined;
    this.start = this.cursor.position;
    const steps: PathStep[] = [];
    const value = this.key(steps, 0);
    this.isOver = value === undefined;
    const origin = this.origin();
    const node = value && fromFlagData(value.data, origin);
    return { steps, value: node, endsText: value?.endsText ?? true, origin };
  }

  /** Reads a key and what follows it. @returns undefined if the text ends and Helm does not mind */
  private key(steps: PathStep[], points: number): FlagValue | undefined {
    const { text: name, stop } = this.take(this.grammar.keyStops);
    steps.push({ kind: 'key', name });
    switch (stop) {
      case '=':
        return this.value();
      case '.':
        if (points + 1 > MAX_POINTS)
          this.refuse(`a path has more than ${MAX_POINTS} dots, which Helm rejects`);
        return this.key(steps, points + 1);
      case '[':
        return this.index(steps, points);
      case ',':
        return this.refuse(
          'a key has no value before a comma; add =value, or escape the comma with a backslash',
        );
      default:
        return name === '' ? undefined : this.refuse('a key has no value; add =value');
    }
  }

  private index(steps: PathStep[], points: number): FlagValue | undefined {
    const { text, stop } = this.take(']');
    // Helm 4 lost the error of an index that never closes: it takes the flag and does nothing.
    if (stop === '' && this.grammar.helm === 4) return undefined;
    if (stop === '' || !/^[-+]?\d+$/.test(text) || !isIndex(Number(text)))
      this.refuse('an index in [ ] is not a whole number from 0 upwards; write it as a[0]', 'flag-index');
    steps.push({ kind: 'index', index: Number(text) });
    if (steps.length > MAX_DEPTH) refuseDepth({ flag: this.shown() });
    return this.afterIndex(steps, points);
  }

  private afterIndex(steps: PathStep[], points: number): FlagValue | undefined {
    const { text, stop } = this.take('[.=');
    if (text !== '') this.refuse('a closing ] must be followed by = or . or [; remove the rest');
    if (stop === '=') return this.value();
    if (stop === '.') return this.key(steps, points);
    return stop === '[' ? this.index(steps, points) : undefined;
  }

  private value(): FlagValue {
    return this.grammar.readValue(this.cursor, () => this.shown());
  }

  private take(stops: string): { readonly text: string; readonly stop: string } {
    return this.cursor.takeUntil(stops, { escapes: this.grammar.escapes });
  }

  private origin(): FlagOrigin {
    return { kind: 'flag', flag: this.flag.flag, text: showAssignment(this.flag, this.part()) };
  }

  private part(): string {
    return this.flag.text.slice(this.start, this.cursor.position).replace(/,$/, '');
  }

  private shown(): string {
    return `${this.flag.flag} ${showAssignment(this.flag, this.part())}`;
  }

  private refuse(message: string, kind: 'flag-syntax' | 'flag-index' = 'flag-syntax'): never {
    const place: ErrorPlace = { flag: this.shown() };
    return refuse(kind, message, place);
  }
}

const isIndex = (number: number): boolean => Number.isSafeInteger(number) && number >= 0;

const LONGEST_SHOWN = 60;

/**
 * One assignment of a flag as it may be shown. Left out are long values, JSON and lists, which may hold anything, and
 * all values of a flag that names a credential: an unescaped comma makes part of a password look like an assignment.
 * @param part `a.b=c`, the whole text of the flag or one assignment of it
 */
export function showAssignment({ flag, text }: SetFlag, part: string): string {
  const equals = part.indexOf('=');
  const name = equals === -1 ? part : part.slice(0, equals);
  const value = equals === -1 ? '' : part.slice(equals + 1);
  const isSecret = flag !== '--set-file' && namesCredential(text);
  if (part.trimStart().startsWith('{')) return '{…}';
  if (equals === -1) return isSecret ? '…' : part;
  return isSecret || /[{[\n]/.test(value) || value.length > LONGEST_SHOWN ? `${name}=…` : part;
}
