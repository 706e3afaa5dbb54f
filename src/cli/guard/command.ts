import { booleanOption, DEBUG, oneOf, usageError, valueOption } from '../../command-line.ts';
import { guardText } from '../../guard/objects.ts';
import { asGuarded, isApartByRelease } from '../../guard/policy.ts';
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

/** A name that is put into names and selectors of the policies. @throws EarlyExit for one that Kubernetes would refuse */
function labelOf(word: string | undefined, flag: string): string | undefined {
  if (word === undefined || (word.length <= 63 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(word))) return word;
  throw usageError(
    `${flag}: ${JSON.stringify(word)} is not a DNS label: up to 63 small letters, digits and dashes, with no dash at either end`,
  );
}

/** `phasegate guard`: a policy by which the API server itself refuses a step that no gate let through. */
export const guard: Command = async (argv, io, packs) => {
  const { flags } = readCommandLine(argv, SHAPE);
  const [namespace, release] = [labelOf(flags.namespace, '--namespace'), labelOf(flags.release, '--release')];
  const names = packs.map(({ name }) => name);
  const wanted = oneOf(names, flags.pack ?? names[0] ?? '', '--pack', 'pack');
  const stated = await packsWithSettings(flags, io, packs, {
    name: release ?? '',
    namespace: namespace ?? '',
  });
  const found = stated.find(({ name }) => name === wanted);
  if (found === undefined) throw new Error(`no pack ${wanted}`);
  const guarded = asGuarded(found);
  const { title = wanted } = found;
  if (!guarded.ok) throw usageError(`${title}: ${guarded.error.why}; ${guarded.error.fix}`);
  const pack = guarded.value;
  if (release !== undefined && !isApartByRelease(pack))
    throw usageError(`--release: no object of ${title} names its release; leave it out`);
  return printResult(
    guardText(pack, {
      ...(namespace !== undefined && { namespace }),
      ...(release !== undefined && { release }),
      isTrial: flags.warn,
    }),
    io,
  );
};
