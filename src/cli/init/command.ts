import { existsSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { CONFIG_NAME } from '../../config/read-config.ts';
import { loadValuesPacks } from '../../packs/values-packs.ts';
import { type CommandShape, onOff, readCommandLine } from '../command-line.ts';
import { endUsage, fail, writeResult } from '../finish.ts';
import type { Command, ExitCode, Io } from '../io.ts';
import { configText } from './config-text.ts';
import { findValuesFiles } from './find-values-files.ts';
import { preCommitText } from './pre-commit-text.ts';

const SHAPE: CommandShape = {
  name: 'phasegate init',
  description: 'write phasegate.yaml and a pre-commit entry for the values found below this folder',
  options: [
    () => onOff('--dry-run', 'print both, and write nothing'),
    () => onOff('--force', 'overwrite a phasegate.yaml that is there'),
  ],
};

const PRE_COMMIT = '.pre-commit-config.yaml';

interface Flags {
  readonly dryRun: boolean;
  readonly force: boolean;
}

function writeAll(texts: ReadonlyMap<string, string>, io: Io): ExitCode {
  for (const [name, text] of texts) {
    try {
      writeFileSync(resolve(io.cwd, name), text);
    } catch (error) {
      return fail(io, `phasegate: ${name} cannot be written (${(error as NodeJS.ErrnoException).code})`);
    }
  }
  return writeResult(`wrote ${[...texts.keys()].join(' and ')}\n`, io);
}

const shown = (texts: ReadonlyMap<string, string>): string =>
  [...texts].map(([name, text]) => `# ${name}\n${text}`).join('\n');

async function init(flags: Flags, io: Io): Promise<ExitCode> {
  const [pack] = await loadValuesPacks();
  if (!pack) return fail(io, 'phasegate: no pack is known');
  if (existsSync(resolve(io.cwd, CONFIG_NAME)) && !flags.force && !flags.dryRun)
    return fail(
      io,
      `phasegate: there is a ${CONFIG_NAME} already; --force overwrites it, --dry-run shows a new one`,
    );
  const files = await findValuesFiles(io, pack);
  if (files.length === 0)
    return fail(
      io,
      `phasegate: no values of ${pack.chartName} below this folder; go to the folder that holds them`,
    );
  const preCommit = preCommitText(resolve(io.cwd, PRE_COMMIT), files);
  if (!preCommit.ok) return fail(io, `phasegate: ${PRE_COMMIT}: ${preCommit.error}`);
  const texts = new Map([
    [CONFIG_NAME, configText(files)],
    [PRE_COMMIT, preCommit.value],
  ]);
  return flags.dryRun ? writeResult(shown(texts), io) : writeAll(texts, io);
}

/** `phasegate init`. */
export const initCommand: Command = async (argv, io) => {
  const read = readCommandLine<Flags>(argv, SHAPE);
  if (!read.ok) return endUsage(read.error, io);
  const { flags, args } = read.value;
  return args.length > 0 ? fail(io, `phasegate: init takes no argument: ${args.join(' ')}`) : init(flags, io);
};
