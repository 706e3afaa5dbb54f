import { Command, CommanderError, Option } from 'commander';
import { err, ok, type Result } from '../../result.ts';

/** The flags of `render` as they were written, each that can stand once checked for disagreement. */
export interface RenderFlags {
  readonly phase?: string;
  readonly ingesterWeight?: string;
  readonly segmentWriterWeight?: string;
  readonly queryBackendFrom?: string;
  readonly chartVersion?: string;
  readonly serverVersion?: string;
  readonly config?: string;
  readonly mode?: string;
  readonly report?: string;
  readonly values: readonly string[];
  readonly set: readonly string[];
  readonly setString: readonly string[];
  readonly correct: readonly string[];
  readonly noCorrect: readonly string[];
  readonly diff: boolean;
  readonly acceptLoss: boolean;
  readonly strict: boolean;
  readonly requireMatch: boolean;
  readonly quiet: boolean;
  readonly debug: boolean;
}

export type FlagsOutcome = Result<RenderFlags, { readonly code: 0 | 2; readonly text: string }>;

const collect = (value: string, previous: readonly string[]): string[] => [...previous, value];

/** What a flag that stands once was given as. */
class Given {
  constructor(readonly values: readonly string[]) {}
}

/** Twice the same is fine; two that disagree are an error, not a guess. */
function settle(parsed: Command): Result<RenderFlags, string> {
  const settled: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(parsed.opts<Record<string, unknown>>())) {
    const odd = value instanceof Given ? value.values.find((one) => one !== value.values[0]) : undefined;
    const option = parsed.options.find((one) => one.attributeName() === name)?.long;
    if (value instanceof Given && odd !== undefined)
      return err(`phasegate: ${option} was given twice, as ${value.values[0]} and as ${odd}: give one`);
    settled[name] = value instanceof Given ? value.values[0] : value;
  }
  return ok(settled as unknown as RenderFlags);
}

function single(flags: string, description: string): Option {
  return new Option(flags, description).argParser(
    (value: string, previous: Given | undefined) => new Given([...(previous?.values ?? []), value]),
  );
}

function many(flags: string, description: string): Option {
  return new Option(flags, description).argParser(collect).default([], 'none');
}

/** commander takes --no-x for the negation of --x; this one is a flag of its own. */
function noCorrect(): Option {
  const option = many('--no-correct <id>', 'leave a correction out, such as A6 (repeatable)');
  option.negate = false;
  option.attributeName = () => 'noCorrect';
  return option;
}

const OPTIONS: readonly (() => Option)[] = [
  () => single('--phase <phase>', 'v1, dual or v2 (default: read off values or manifests)'),
  () => single('--ingester-weight <number>', 'fraction [0, 1] of writes that v1 gets in dual'),
  () => single('--segment-writer-weight <number>', 'fraction [0, 1] of writes that v2 gets in dual'),
  () => single('--query-backend-from <time>', 'auto, or the RFC 3339 time from which v2 answers in dual'),
  () => many('-f, --values <file>', 'values file whose toggles state the intent (repeatable)'),
  () => many('--set <key=value>', 'value as helm --set takes it (repeatable)'),
  () => many('--set-string <key=value>', 'value as helm --set-string takes it (repeatable)'),
  () => single('--config <file>', 'config file (default: phasegate.yaml, from here upward)'),
  () => single('--chart-version <version>', 'chart version, over the label helm.sh/chart'),
  () => single('--server-version <version>', 'server version, over the image tag'),
  () => single('--mode <mode>', 'enforce, check (input unchanged, exit 1 if anything would change) or warn'),
  () => new Option('--diff', 'unified diff on stderr, secrets redacted').default(false),
  () => single('--report <file>', 'JSON of every decision and edit'),
  () => many('--correct <id>', 'make a correction that is not made by default, such as A1 (repeatable)'),
  noCorrect,
  () => new Option('--accept-loss', 'accept migration weights that drop profiles').default(false),
  () => new Option('--strict', 'refuse on warnings').default(false),
  () => new Option('--require-match', 'fail when the stream holds no known release').default(false),
  () => new Option('--quiet', 'print refusals and errors only').default(false),
  () => new Option('--debug', 'print every decision, and stack traces').default(false),
];

function command(print: (text: string) => void): Command {
  const built = new Command('phasegate render').description(
    'read manifests on stdin, write them on stdout as the phase asks for',
  );
  for (const option of OPTIONS) built.addOption(option());
  return built
    .allowExcessArguments()
    .helpOption('-h, --help', 'this text')
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({ writeOut: print, writeErr: print });
}

/** Reads the flags of `render`; help and usage errors come back as text and exit code. */
export function readFlags(argv: readonly string[]): FlagsOutcome {
  const said: string[] = [];
  try {
    const parsed = command((text) => said.push(text)).parse(argv, { from: 'user' });
    if (parsed.args.length > 0)
      return err({
        code: 2,
        text: `phasegate: render takes no argument, manifests come on standard input: ${parsed.args.join(' ')}\n`,
      });
    const settled = settle(parsed);
    return settled.ok ? settled : err({ code: 2, text: `${settled.error}\n` });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return err({
      code: error.exitCode === 0 ? 0 : 2,
      text: said.join('').replace(/^error: /, 'phasegate: '),
    });
  }
}
