import { Command, CommanderError, Option } from 'commander';
import { err, ok, type Result } from '../result.ts';

/** What is printed in place of a run: help with code 0, a mistake in the call with code 2. */
export interface UsageEnd {
  readonly code: 0 | 2;
  readonly text: string;
}

export interface CommandLine<Flags> {
  readonly flags: Flags;
  readonly args: readonly string[];
}

export interface CommandShape {
  /** As it is called: `phasegate render`. */
  readonly name: string;
  readonly description: string;
  readonly options: readonly (() => Option)[];
  /** How the arguments are shown in the usage line: `[FILE…]`; none are taken where it is left out. */
  readonly args?: string;
}

/** What a flag that stands once was given as. */
class Given {
  constructor(readonly values: readonly string[]) {}
}

/** A flag that stands once. Twice the same is fine; two that disagree are an error, not a guess. */
export function single(flags: string, description: string): Option {
  return new Option(flags, description).argParser(
    (value: string, previous: Given | undefined) => new Given([...(previous?.values ?? []), value]),
  );
}

const collect = (value: string, previous: readonly string[]): string[] => [...previous, value];

/** A flag that may stand several times. */
export function many(flags: string, description: string): Option {
  return new Option(flags, description).argParser(collect).default([], 'none');
}

/** A flag without a value. */
export const onOff = (flags: string, description: string): Option =>
  new Option(flags, description).default(false);

function settle<Flags>(parsed: Command): Result<Flags, string> {
  const settled: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(parsed.opts<Record<string, unknown>>())) {
    const odd = value instanceof Given ? value.values.find((one) => one !== value.values[0]) : undefined;
    const option = parsed.options.find((one) => one.attributeName() === name)?.long;
    if (value instanceof Given && odd !== undefined)
      return err(`phasegate: ${option} was given twice, as ${value.values[0]} and as ${odd}: give one`);
    settled[name] = value instanceof Given ? value.values[0] : value;
  }
  return ok(settled as Flags);
}

function build({ name, description, options, args }: CommandShape, print: (text: string) => void): Command {
  const built = new Command(name).description(description);
  for (const option of options) built.addOption(option());
  return built
    .usage(`[flags]${args === undefined ? '' : ` ${args}`}`)
    .allowExcessArguments()
    .helpOption('-h, --help', 'this text')
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({ writeOut: print, writeErr: print });
}

/** Reads a command's words; help and mistakes come back as text and exit code. */
export function readCommandLine<Flags>(
  argv: readonly string[],
  shape: CommandShape,
): Result<CommandLine<Flags>, UsageEnd> {
  const said: string[] = [];
  try {
    const parsed = build(shape, (text) => said.push(text)).parse([...argv], { from: 'user' });
    const flags = settle<Flags>(parsed);
    return flags.ok
      ? ok({ flags: flags.value, args: parsed.args })
      : err({ code: 2, text: `${flags.error}\n` });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return err({
      code: error.exitCode === 0 ? 0 : 2,
      text: said.join('').replace(/^error: /, 'phasegate: '),
    });
  }
}
