import { booleanOption, DEBUG, oneOf, valueOption } from '../../command-line.ts';
import { guardText } from '../../guard/policy.ts';
import { type CommandShape, readCommandLine } from '../command-line.ts';
import type { Command } from '../io.ts';
import { printResult } from '../outputs.ts';
import { packsWithSettings } from '../settings-of-packs.ts';
import { CONFIG_OPTIONS } from '../shared-options.ts';

const OPTIONS = {
  namespace: valueOption('-n, --namespace <name>', 'guard this namespace alone', {
    default: 'every namespace',
  }),
  release: valueOption('--release <name>', 'guard this release alone', { default: 'every release' }),
  warn: booleanOption('--warn', 'warn and write to the audit log, and refuse nothing'),
  pack: valueOption('--pack <name>', 'the product to guard', { default: 'the first' }),
  ...CONFIG_OPTIONS,
  debug: DEBUG,
};

const SHAPE: CommandShape<typeof OPTIONS> = {
  name: 'guard',
  options: OPTIONS,
  examples: {
    'try it out: warnings alone': 'phasegate guard --namespace monitoring --warn | kubectl apply -f -',
    'refuse what did not pass the gate': 'phasegate guard --namespace monitoring | kubectl apply -f -',
  },
};

/** `phasegate guard`: a policy by which the API server itself refuses a step that no gate let through. */
export const guard: Command = async (argv, io, packs) => {
  const { flags } = readCommandLine(argv, SHAPE);
  const { namespace, release, warn } = flags;
  const names = packs.map(({ name }) => name);
  const wanted = oneOf(names, flags.pack ?? names[0] ?? '', '--pack', 'pack');
  const pack = (await packsWithSettings(flags, io, packs)).find(({ name }) => name === wanted);
  if (pack === undefined) throw new Error(`no pack ${wanted}`);
  return printResult(
    guardText(pack, {
      ...(namespace !== undefined && { namespace }),
      ...(release !== undefined && { release }),
      isTrial: warn,
    }),
    io,
  );
};
