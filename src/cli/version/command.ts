import { type CommandShape, readCommandLine } from '../../command-line.ts';
import { COMMIT, RUNTIME, VERSION } from '../../version.ts';
import type { Ending } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { printResult } from '../outputs.ts';
import { type LoadedPack, loadPacks } from '../packs.ts';
import { CONFIG_OPTIONS } from '../shared-options.ts';

const SHAPE: CommandShape<typeof CONFIG_OPTIONS> = {
  name: 'version',
  summary: 'print the version, commit, runtime and packs; --version prints the version alone',
  options: CONFIG_OPTIONS,
  examples: { 'what a bug report should hold': 'phasegate version' },
};

const originOf = ({ named }: LoadedPack): string =>
  named === undefined ? 'built in' : `${named.specifier}, from ${named.place}`;

/** `phasegate version`: what exactly is running here. */
export async function version(argv: readonly string[], io: Io): Promise<Ending> {
  readCommandLine(argv, SHAPE);
  const packs = await loadPacks(argv, io);
  const lines = [
    `phasegate ${VERSION}`,
    `commit: ${COMMIT}`,
    `runtime: ${RUNTIME}`,
    'packs:',
    ...packs.map((one) => `  ${one.pack.name}: ${originOf(one)}`),
  ];
  return printResult(`${lines.join('\n')}\n`, io);
}
