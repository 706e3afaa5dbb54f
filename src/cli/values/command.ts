import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Pack } from '../../pack.ts';
import { defaultsOf } from '../../release/chart-values.ts';
import { coalesceWithDefaults } from '../../values/merge.ts';
import { readValuesText } from '../../values/read-values.ts';
import { type HelmMajor, type MapNode, nowhere, type ValueNode } from '../../values/tree.ts';
import { versionOfFlag } from '../chart-version.ts';
import {
  booleanOption,
  type CommandShape,
  DEBUG,
  type FlagsOf,
  readCommandLine,
  usageError,
  valueOption,
} from '../command-line.ts';
import { EarlyExit } from '../exit-code.ts';
import { Inputs, readMergedValues, readTextOf, valuesErrorText } from '../inputs.ts';
import type { Command, Io } from '../io.ts';
import { printResult, readFormat } from '../outputs.ts';
import { PACK_OPTION, packFor } from '../pack-of-values.ts';
import { CONFIG_OPTIONS, helmMajor, setFlagsOf, VALUES_OPTIONS } from '../shared-options.ts';
import { valuesAsJson, valuesAsYaml } from './print-values.ts';

const OPTIONS = {
  ...VALUES_OPTIONS,
  chartVersion: valueOption('--chart-version <version>', 'chart version whose defaults to start from', {
    default: 'the newest known',
  }),
  chart: valueOption('--chart <folder>', 'chart folder whose values.yaml to start from'),
  pack: PACK_OPTION,
  format: valueOption('--format <name>', 'yaml or json', { default: 'yaml' }),
  origins: booleanOption('--origins', 'show which file, line or flag set each value'),
  ...CONFIG_OPTIONS,
  debug: DEBUG,
};

const SHAPE: CommandShape<typeof OPTIONS> = {
  name: 'values',
  options: OPTIONS,
  instead: 'give values files with -f',
  examples: {
    'see where each value comes from': 'phasegate values -f values.yaml -f production.yaml --origins',
    'start from your own chart': 'phasegate values --chart ./chart -f values.yaml --format json',
  },
};

type Flags = FlagsOf<typeof OPTIONS>;

const PRINTERS = { yaml: valuesAsYaml, json: valuesAsJson };

const EMPTY: MapNode = { kind: 'map', entries: new Map(), origin: nowhere };

function defaultsOfFolder(folder: string, helm: HelmMajor, io: Io): ValueNode {
  if (!existsSync(resolve(io.cwd, folder, 'Chart.yaml')))
    throw usageError(`--chart ${folder}: not a chart (no Chart.yaml)`);
  const file = join(folder, 'values.yaml');
  if (!existsSync(resolve(io.cwd, file))) return EMPTY;
  const read = readValuesText(readTextOf(file, file, io), file, helm);
  if (read.ok) return read.value;
  throw new EarlyExit(valuesErrorText(read.error));
}

/** The chart's own values: those of a folder, or of a version that the pack knows. @throws EarlyExit */
function defaultValues(
  { chart, chartVersion, pack: name }: Flags,
  user: MapNode,
  helm: HelmMajor,
  io: Io,
  packs: readonly Pack[],
): ValueNode {
  if (chart !== undefined && chartVersion !== undefined)
    throw usageError('use either --chart or --chart-version, not both');
  if (chart !== undefined) return defaultsOfFolder(chart, helm, io);
  const pack = packFor(name, user, packs);
  return defaultsOf(pack.charts[0], versionOfFlag(chartVersion, pack, io));
}

/** `phasegate values`: what Helm would resolve, and who said so. */
export const values: Command = async (argv, io, packs) => {
  const { flags } = readCommandLine(argv, SHAPE);
  const helm = helmMajor(flags.helm);
  const format = readFormat(flags.format ?? 'yaml', PRINTERS);
  const request = { files: flags.values, setFlags: setFlagsOf(flags), helm };
  const user = await readMergedValues(request, new Inputs(io), io);
  const resolved = coalesceWithDefaults(
    user.values,
    defaultValues(flags, user.values, helm, io, packs),
    helm,
  );
  return printResult(PRINTERS[format](resolved, flags.origins), io);
};
