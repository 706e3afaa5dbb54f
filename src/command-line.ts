import { Command, CommanderError, Option } from 'commander';
import { EarlyExit } from './early-exit.ts';
import { either } from './english.ts';
import { nearest } from './nearest.ts';

type OptionKind = 'value' | 'list' | 'boolean';

/** Where else an option can be set, and what holds if the user did not set it. */
interface OptionDetails {
  /** Shown in the help: `24h`, `the newest known`. */
  readonly default?: string;
  /** The environment variable: `PHASEGATE_MODE`. */
  readonly variable?: string;
  /** The key in phasegate.yaml: `gate.minSoak`. */
  readonly config?: string;
}

/**
 * The items that one word of a list option holds.
 * @param shownAs what a message about the word begins with
 * @throws EarlyExit for a word that is no list
 */
type ItemsOf = (word: string, shownAs: string) => readonly string[];

/** One row of a command's option table. Its key in the table is the name of the parsed flag. */
export interface OptionRow<Kind extends OptionKind = OptionKind> extends OptionDetails {
  readonly kind: Kind;
  /** As it is called: `-f, --values <file>`. */
  readonly flag: string;
  readonly summary: string;
  /** Of a list whose words hold several items. */
  readonly itemsOf?: ItemsOf;
}

export type OptionTable = Readonly<Record<string, OptionRow>>;

type Named<Table extends OptionTable, Kind extends OptionKind> = {
  [Name in keyof Table]: Table[Name]['kind'] extends Kind ? Name : never;
}[keyof Table];

/** The flags that a table reads. */
export type FlagsOf<Table extends OptionTable> = { readonly [Name in Named<Table, 'value'>]?: string } & {
  readonly [Name in Named<Table, 'list'>]: readonly string[];
} & { readonly [Name in Named<Table, 'boolean'>]: boolean };

/** An option that is given once. Twice the same is fine; two that disagree are an error, not a guess. */
export const valueOption = (
  flag: string,
  summary: string,
  details: OptionDetails = {},
): OptionRow<'value'> => ({ kind: 'value', flag, summary, ...details });

/** An option that may be given several times. */
export const listOption = (
  flag: string,
  summary: string,
  details: OptionDetails & Pick<OptionRow, 'itemsOf'> = {},
): OptionRow<'list'> => ({
  kind: 'list',
  flag,
  summary,
  ...details,
});

/** An option without a value. */
export const booleanOption = (
  flag: string,
  summary: string,
  details: OptionDetails = {},
): OptionRow<'boolean'> => ({ kind: 'boolean', flag, summary, ...details });

export const DEBUG = booleanOption('--debug', 'show a stack trace if phasegate itself fails');

/** What a command takes. */
export interface CommandShape<Table extends OptionTable> {
  readonly name: string;
  /** One line: what it is for. */
  readonly summary: string;
  readonly options: Table;
  /** How the arguments are shown in the usage line: `[FILE…]`; without it, the command takes none. */
  readonly args?: string;
  /** Where to put what the user gave as an argument, for a command that takes none. */
  readonly instead?: string;
  /** Command lines by what they do. */
  readonly examples: Readonly<Record<string, string>>;
}

export interface CommandLine<Table extends OptionTable> {
  readonly flags: FlagsOf<Table>;
  readonly args: readonly string[];
}

/** A mistake in the call, for a command's own checks. */
export const usageError = (text: string): EarlyExit => new EarlyExit(`phasegate: ${text}`);

/** The one of these that a word names. @param shownAs what wrote it: `--mode` @param kind what it should be: `mode` @throws EarlyExit */
export function oneOf<Word extends string>(
  known: readonly Word[],
  word: string,
  shownAs: string,
  kind: string,
): Word {
  const found = known.find((one) => one === word);
  if (found !== undefined) return found;
  throw usageError(`${shownAs}: unknown ${kind} ${JSON.stringify(word)}; use ${either(known)}`);
}

/** All that one option was given, in order. */
type Occurrences = readonly string[];

export const longNameOf = ({ flag }: OptionRow): string => /--[a-z\d-]+/.exec(flag)?.[0] ?? flag;

function helpOf({ kind, summary, default: preset, variable, config }: OptionRow): string {
  const repeatable = kind === 'list' ? ' (repeatable)' : '';
  const otherwise = preset === undefined ? '' : ` (default: ${preset})`;
  const elsewhere = [variable && `$${variable}`, config && `config ${config}`].filter(Boolean).join(', ');
  return `${summary}${repeatable}${otherwise}${elsewhere && ` [${elsewhere}]`}`;
}

function commanderOption(name: string, row: OptionRow): Option {
  const option = new Option(row.flag, helpOf(row));
  // commander takes --no-x for the negation of --x; here it is an option of its own.
  option.negate = false;
  option.attributeName = () => name;
  if (row.kind === 'boolean') return option;
  return option.argParser((value: string, previous: Occurrences = []) => [...previous, value]);
}

function resolveOccurrences<Table extends OptionTable>(
  table: Table,
  given: Readonly<Record<string, unknown>>,
): FlagsOf<Table> {
  const flags: Record<string, unknown> = {};
  for (const [name, row] of Object.entries(table)) {
    if (row.kind === 'boolean') flags[name] = given[name] === true;
    else {
      const values = (given[name] as Occurrences | undefined) ?? [];
      const other = row.kind === 'value' ? values.find((one) => one !== values[0]) : undefined;
      if (other !== undefined)
        throw usageError(
          `${longNameOf(row)} was given twice, as ${values[0]} and as ${other}; give one value`,
        );
      const { itemsOf } = row;
      if (row.kind === 'list')
        flags[name] = itemsOf ? values.flatMap((word) => itemsOf(word, longNameOf(row))) : values;
      else if (values.length > 0) flags[name] = values[0];
    }
  }
  return flags as FlagsOf<Table>;
}

const exampleText = (examples: Readonly<Record<string, string>>): string =>
  Object.entries(examples)
    .map(([what, line]) => `  # ${what}\n  ${line}\n`)
    .join('');

function commanderCommand<Table extends OptionTable>(
  { name, summary, options, args, examples }: CommandShape<Table>,
  print: (text: string) => void,
): Command {
  const command = new Command(`phasegate ${name}`).description(summary);
  for (const [key, row] of Object.entries(options)) command.addOption(commanderOption(key, row));
  return command
    .usage(`[flags]${args === undefined ? '' : ` ${args}`}`)
    .allowExcessArguments()
    .helpOption('-h, --help', 'show this help')
    .addHelpText('after', `\nExamples:\n${exampleText(examples).trimEnd()}`)
    .showSuggestionAfterError(false)
    .exitOverride()
    .configureOutput({ writeOut: print, writeErr: print });
}

/** What commander says of a mistake; only for an unknown option it is worded here, without the value behind `=`. */
function mistakeText<Table extends OptionTable>(
  said: string,
  { name, options }: CommandShape<Table>,
): string {
  const unknown = /unknown option '(-[^'=]*)/.exec(said)?.[1];
  if (unknown === undefined) return said.replace(/^error: /, 'phasegate: ');
  const near = nearest(unknown, [...Object.values(options).map(longNameOf), '--help']);
  const hint = near === undefined ? `see phasegate ${name} --help` : `did you mean ${near}?`;
  return `phasegate: unknown option ${unknown}; ${hint}\n`;
}

/** commander tells help, and what is wrong with a call, by printing; here it is thrown. */
function parse<Table extends OptionTable>(argv: readonly string[], shape: CommandShape<Table>): Command {
  const said: string[] = [];
  try {
    return commanderCommand(shape, (text) => said.push(text)).parse([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    const text = said.join('');
    throw error.exitCode === 0 ? new EarlyExit(text, 'done') : new EarlyExit(mistakeText(text, shape));
  }
}

/** Reads a command's words. @throws EarlyExit for help, and for a mistake in the call */
export function readCommandLine<Table extends OptionTable>(
  argv: readonly string[],
  shape: CommandShape<Table>,
): CommandLine<Table> {
  const { name, options, args: shown, instead } = shape;
  const parsed = parse(argv, shape);
  const { args } = parsed;
  const flags = resolveOccurrences(options, parsed.opts());
  if (shown !== undefined || args.length === 0) return { flags, args };
  const hint = instead === undefined ? '' : `; ${instead}`;
  throw usageError(`${name} takes no argument${hint}: ${args.join(' ')}`);
}
