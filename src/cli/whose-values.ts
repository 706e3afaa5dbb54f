import { resolve } from 'node:path';
import { belowKey, discoverMerged } from '../discover/discover-values.ts';
import type { Discovery, FoundValues } from '../discover/found-values.ts';
import { EarlyExit } from '../early-exit.ts';
import type { Pack } from '../pack.ts';
import type { SetFlag } from '../values/set-flag.ts';
import { type HelmMajor, lookup } from '../values/tree.ts';
import {
  type Inputs,
  type ReadValues,
  readMergedValues,
  type ValuesRequest,
  valuesErrorText,
} from './inputs.ts';
import type { Io } from './io.ts';
import { chartNamesOf, chartPacks, umbrellaKey } from './pack-of-values.ts';

/** Values of -f and --set, and what they are merged from. */
interface Merged extends ReadValues {
  readonly files: readonly string[];
  readonly setFlags?: readonly SetFlag[];
}

/**
 * Whose values -f and --set give: those of a chart, or of an umbrella that depends on it, by the Chart.yaml around the first
 * file, else by the shape of the values.
 */
export function whoseValues(
  { files, setFlags = [], texts, values, duplicates }: Merged,
  packs: readonly Pack[],
  helm: HelmMajor,
  { inputs, io }: { readonly inputs: Inputs; readonly io: Pick<Io, 'cwd'> },
): Discovery {
  const known = chartPacks(packs);
  const given = files.map((name) => ({ name, path: resolve(io.cwd, name), text: texts.get(name) ?? '' }));
  const name = [...files, ...(setFlags.length > 0 ? ['--set'] : [])].join(' + ');
  const found = discoverMerged(
    { files: given, name, values, duplicates },
    chartNamesOf(known),
    helm,
    inputs.fileSystem,
  );
  if (found.kind !== 'values') return found;
  return {
    ...found,
    values: found.values.map((one) => {
      const key = one.chartName === undefined ? umbrellaKey(one.values, known) : undefined;
      return key === undefined ? one : belowKey(one, key);
    }),
  };
}

/** Values as the chart gets them. */
export interface ChartValues extends ReadValues {
  /** The keys of an umbrella's values that they were under. */
  readonly below?: readonly string[];
  /** What is around the files says the version of the chart. */
  readonly chart?: FoundValues['chart'];
}

/**
 * Reads values files and --set flags, merges them, and takes the part of them that the chart gets.
 * @throws EarlyExit, with the place if there is one
 */
export async function readChartValues(
  request: ValuesRequest,
  packs: readonly Pack[],
  inputs: Inputs,
  io: Pick<Io, 'cwd'>,
): Promise<ChartValues> {
  const read = await readMergedValues(request, inputs, io);
  const whose = whoseValues({ ...read, ...request }, packs, request.helm, { inputs, io });
  if (whose.kind === 'broken') throw new EarlyExit(valuesErrorText(whose.error));
  if (whose.kind === 'other' && whose.isOfChart)
    throw new EarlyExit(`phasegate: ${request.files.join(', ')}: ${whose.what}`);
  if (whose.kind === 'other') return read;
  const [first] = whose.values;
  const own =
    whose.values.find(({ below }) => below !== undefined && lookup(read.values, below) !== undefined) ??
    first;
  if (own === undefined) return read;
  const { values, duplicates, below, chart } = own;
  return {
    values,
    duplicates,
    texts: new Map([...own.texts, ...read.texts]),
    ...(below !== undefined && { below }),
    ...(chart && { chart }),
  };
}
