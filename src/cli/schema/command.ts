import { DEBUG, usageError, valueOption } from '../../command-line.ts';
import { versionOfFlag } from '../chart-version.ts';
import { type CommandShape, readCommandLine } from '../command-line.ts';
import type { Command } from '../io.ts';
import { printResult } from '../outputs.ts';
import { packNamed } from '../pack-of-values.ts';
import { CONFIG_OPTIONS } from '../shared-options.ts';

const OPTIONS = {
  chartVersion: valueOption('--chart-version <version>', 'chart version', { default: 'the newest known' }),
  pack: valueOption('--pack <name>', 'the pack that the chart belongs to', { default: 'the first' }),
  ...CONFIG_OPTIONS,
  debug: DEBUG,
};

const SHAPE: CommandShape<typeof OPTIONS> = {
  name: 'schema',
  options: OPTIONS,
  examples: {
    'write the schema for an editor': 'phasegate schema --chart-version 2.2.1 > values.schema.json',
  },
};

/** `phasegate schema`: for editors, and as a chart's values.schema.json. */
export const schema: Command = async (argv, io, packs) => {
  const { flags } = readCommandLine(argv, SHAPE);
  const pack = packNamed(flags.pack, packs);
  const [chart] = pack.charts;
  const version = versionOfFlag(flags.chartVersion, pack, io);
  if (chart.schema === undefined)
    throw usageError(`pack ${pack.name} has no schema of the values of ${chart.name}`);
  return printResult(`${JSON.stringify(chart.schema(version), null, 2)}\n`, io);
};
