import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { CONFIG_NAME } from '../../config/read-config.ts';
import { either } from '../../english.ts';
import type { Pack } from '../../pack.ts';
import {
  booleanOption,
  type CommandShape,
  DEBUG,
  type FlagsOf,
  readCommandLine,
  usageError,
} from '../command-line.ts';
import { EarlyExit } from '../exit-code.ts';
import { loadConfig, readTextOf } from '../inputs.ts';
import type { Command, Io } from '../io.ts';
import { printResult, writeFile } from '../outputs.ts';
import { chartNamesOf, chartPacks } from '../pack-of-values.ts';
import { CONFIG_OPTIONS } from '../shared-options.ts';
import { withHook } from './pre-commit.ts';
import { configText, type FoundValuesFile, findValuesFiles } from './values-files.ts';

const OPTIONS = {
  dryRun: booleanOption('--dry-run', 'print both files without writing them'),
  force: booleanOption('--force', 'overwrite phasegate.yaml if it exists'),
  ...CONFIG_OPTIONS,
  debug: DEBUG,
};

const SHAPE: CommandShape<typeof OPTIONS> = {
  name: 'init',
  options: OPTIONS,
  examples: { 'see what it would write': 'phasegate init --dry-run' },
};

const PRE_COMMIT = '.pre-commit-config.yaml';

function preCommitText(files: readonly FoundValuesFile[], loadsPacks: boolean, io: Io): string {
  const isThere = existsSync(resolve(io.cwd, PRE_COMMIT));
  const before = isThere ? readTextOf(PRE_COMMIT, PRE_COMMIT, io) : undefined;
  const text = withHook(before, files, loadsPacks);
  if (text.ok) return text.value;
  throw new EarlyExit(`phasegate: ${PRE_COMMIT}: ${text.error}`);
}

const shown = (texts: ReadonlyMap<string, string>): string =>
  [...texts].map(([name, text]) => `# ${name}\n${text}`).join('\n');

/** The packs that the config of this run names, for one that takes its place; none where no file needs them. */
async function packsToLoad(
  files: readonly FoundValuesFile[],
  flags: FlagsOf<typeof OPTIONS>,
  io: Io,
  packs: readonly Pack[],
): Promise<readonly string[]> {
  const { PACKS } = await import('../../packs/index.ts');
  if (files.every(({ pack }) => PACKS.some(({ name }) => name === pack))) return [];
  const loaded = await loadConfig(flags, io, packs);
  const { folder = io.cwd, config: { packs: named = [] } = {} } = loaded ?? {};
  const isElsewhere = folder !== io.cwd;
  return named.map((one) => (isElsewhere && one.startsWith('.') ? resolve(folder, one) : one));
}

/** `phasegate init`. */
export const init: Command = async (argv, io, packs) => {
  const { flags } = readCommandLine(argv, SHAPE);
  const known = chartPacks(packs);
  if (existsSync(resolve(io.cwd, CONFIG_NAME)) && !flags.force && !flags.dryRun)
    throw usageError(`${CONFIG_NAME} already exists; --force overwrites it, --dry-run shows a new one`);
  const files = await findValuesFiles(io, known);
  if (files.length === 0)
    throw usageError(
      `found no ${either(chartNamesOf(known))} values in this folder; run it where the values are`,
    );
  const load = await packsToLoad(files, flags, io, packs);
  const texts = new Map([
    [CONFIG_NAME, configText(files, load)],
    [PRE_COMMIT, preCommitText(files, load.length > 0, io)],
  ]);
  if (flags.dryRun) return printResult(shown(texts), io);
  for (const [name, text] of texts) writeFile(name, text, io);
  return printResult(`wrote ${[...texts.keys()].join(' and ')}\n`, io);
};
