import { dirname, relative } from 'node:path';
import { CONFIG_NAME, findConfig } from '../config/read-config.ts';
import { nearest } from '../nearest.ts';
import type { Pack } from '../pack.ts';
import { commandsOf } from './commands.ts';
import { findConfigFile } from './inputs.ts';
import type { Io } from './io.ts';
import { flagsIn } from './packs.ts';

const PREFIX = 'PHASEGATE_';

/** Variables that no option of any command has; a typo would leave a gate off without a word. */
async function unknownVariables(
  { env }: Pick<Io, 'env'>,
  packs: readonly Pack[],
): Promise<readonly string[]> {
  const given = Object.keys(env).filter((name) => name.startsWith(PREFIX) && env[name] !== undefined);
  if (given.length === 0) return [];
  const { variablesOf } = await import('./render/flags.ts');
  const known = [...variablesOf(packs), ...commandsOf(packs).flatMap(({ variables = [] }) => variables)];
  return given
    .filter((name) => !known.includes(name))
    .map((name) => {
      const near = nearest(
        name.slice(PREFIX.length),
        known.map((one) => one.slice(PREFIX.length)),
      );
      const hint =
        near === undefined
          ? 'phasegate render --help lists those that have'
          : `did you mean ${PREFIX}${near}?`;
      return `${name} has no effect; ${hint}`;
    });
}

const OTHER_ENDING = CONFIG_NAME.replace(/yaml$/, 'yml');

/** A config of the other ending, where no config is read or one that lies further up. */
function unreadConfig(argv: readonly string[], io: Pick<Io, 'cwd' | 'env'>): readonly string[] {
  const other = findConfig(io.cwd, OTHER_ENDING);
  const read = findConfigFile(flagsIn(argv), io);
  if (other === undefined || read?.isNamed) return [];
  if (read !== undefined && dirname(read.file).length >= dirname(other).length) return [];
  const shown = relative(io.cwd, other);
  return [`${shown.startsWith('..') ? other : shown} is not read; rename it to ${CONFIG_NAME}`];
}

/** Warns of what somebody meant for phasegate and no command hears. @param argv the words behind the command's name */
export async function sayUnheard(argv: readonly string[], io: Io, packs: readonly Pack[]): Promise<void> {
  if (argv.includes('--quiet')) return;
  const unheard = [...(await unknownVariables(io, packs)), ...unreadConfig(argv, io)];
  for (const one of unheard) io.writeError(`phasegate: warning: ${one}\n`);
}
