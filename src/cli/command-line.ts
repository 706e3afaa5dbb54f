import {
  type CommandShape as AnyShape,
  type CommandLine,
  type FlagsOf,
  longNameOf,
  type OptionTable,
  readCommandLine as readAny,
  usageError,
} from '../command-line.ts';
import type { LoadedConfig } from '../config/config.ts';
import { either } from '../english.ts';
import { redactAddresses } from '../redaction.ts';
import type { Source } from '../step/source.ts';
import { COMMANDS, type CommandName } from './commands.ts';

/** What a command of phasegate's own takes. */
export interface CommandShape<Table extends OptionTable> extends Omit<AnyShape<Table>, 'summary'> {
  readonly name: CommandName;
}

/** Reads a command's words. @throws EarlyExit for help, and for a mistake in the call */
export const readCommandLine = <Table extends OptionTable>(
  argv: readonly string[],
  shape: CommandShape<Table>,
): CommandLine<Table> => readAny(argv, { ...shape, summary: COMMANDS[shape.name].summary });

/** What the user said for an option, and where. */
export interface Stated {
  readonly word: string;
  readonly source: Source;
  /** What a message about the word begins with: `--mode`, `PHASEGATE_MODE`, `phasegate.yaml:1:7: mode`. */
  readonly shownAs: string;
}

function statedInConfig(key: string, { config, file, placeOf }: LoadedConfig): Stated | undefined {
  const path = key.split('.');
  let value: unknown = config;
  for (const part of path) value = (value as Readonly<Record<string, unknown>> | undefined)?.[part];
  if (value === undefined) return undefined;
  const place = `${file}:${placeOf(path)}`;
  return { word: String(value), source: { kind: 'config', place }, shownAs: `${place}: ${key}` };
}

/** The flag, else its environment variable, else its config key; an empty variable says nothing. */
export function statedFor<Table extends OptionTable>(
  table: Table,
  name: keyof Table & string,
  flags: FlagsOf<Table>,
  env: Readonly<Record<string, string | undefined>>,
  loaded?: LoadedConfig,
): Stated | undefined {
  const row = table[name];
  if (row === undefined) return undefined;
  const given = (flags as Readonly<Record<string, unknown>>)[name];
  const long = longNameOf(row);
  if (typeof given === 'string')
    return {
      word: given,
      source: { kind: 'flag', flag: `${long} ${redactAddresses(given)}` },
      shownAs: long,
    };
  if (given === true) return { word: 'true', source: { kind: 'flag', flag: long }, shownAs: long };
  const { variable, config } = row;
  const word = variable && env[variable];
  if (variable && word?.trim())
    return {
      word,
      source: { kind: 'environment', variable: `${variable}=${redactAddresses(word)}` },
      shownAs: variable,
    };
  return config && loaded ? statedInConfig(config, loaded) : undefined;
}

const YES: ReadonlySet<string> = new Set(['1', 'true', 'yes', 'on']);
const NO: ReadonlySet<string> = new Set(['0', 'false', 'no', 'off']);

/** Whether a word switches a boolean option on. @throws EarlyExit for a word that means neither: it must not be guessed */
export function isOn(stated: Stated | undefined): boolean {
  if (stated === undefined) return false;
  const word = stated.word.trim().toLowerCase();
  if (YES.has(word) || NO.has(word)) return YES.has(word);
  const words = `${either([...YES])}, or ${either([...NO])}`;
  throw usageError(`${stated.shownAs}: ${JSON.stringify(stated.word)} is neither yes nor no; use ${words}`);
}
