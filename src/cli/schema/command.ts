import { loadValuesPacks } from '../../packs/values-packs.ts';
import { type CommandShape, readCommandLine, single } from '../command-line.ts';
import { endUsage, fail, writeResult } from '../finish.ts';
import type { Command } from '../io.ts';
import { knownVersion } from '../lint/choose-chart.ts';

const SHAPE: CommandShape = {
  name: 'phasegate schema',
  description: 'print the JSON Schema of the values of a chart version',
  options: [() => single('--chart-version <version>', 'chart version (default: the newest known)')],
};

/** `phasegate schema`: for editors, and as a chart's values.schema.json. */
export const schema: Command = async (argv, io) => {
  const read = readCommandLine<{ chartVersion?: string }>(argv, SHAPE);
  if (!read.ok) return endUsage(read.error, io);
  const [pack] = await loadValuesPacks();
  if (!pack) return fail(io, 'phasegate: no pack is known');
  const version = read.value.flags.chartVersion ?? pack.chartVersions.at(-1) ?? '';
  const chosen = knownVersion({ version, source: '--chart-version' }, pack.chartVersions);
  if (!chosen) return fail(io, `phasegate: --chart-version: ${JSON.stringify(version)} is no version`);
  if (chosen.note !== undefined) io.writeError(`phasegate: note: ${chosen.note}\n`);
  return writeResult(`${JSON.stringify(await pack.schemaOf(chosen.version), null, 2)}\n`, io);
};
