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
  /** The folder of the chart that they are given to; without it, the chart around the first file. */
  readonly folder?: string;
}

/**
 * Whose values -f and --set give: those of a chart, or of an umbrella that depends on it, by the Chart.yaml of the folder or
 * around the first file, else by the shape of the values.
 */
export function whoseValues(
  { files, setFlags = [], folder, texts, values, duplicates }: Merged,
  packs: readonly Pack[],
  helm: HelmMajor,
  { inputs, io }: { readonly inputs: Inputs; readonly io: Pick<Io, 'cwd'> },
): Discovery {
  const known = chartPacks(packs);
  const given = files.map((name) => ({ name, path: resolve(io.cwd, name), text: texts.get(name) ?? '' }));
  const name = [...files, ...(setFlags.length > 0 ? ['--set'] : [])].join(' + ');
  const chart = folder !== undefined && { chart: { name: folder, path: resolve(io.cwd, folder) } };
  const found = discoverMerged(
    { files: given, name, values, duplicates, ...chart },
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
export interface ChartValues
  extends ReadValues,
    Partial<Pick<FoundValues, 'below' | 'chart' | 'chartName' | 'defaults' | 'unread'>> {}

const chartValues = (
  { values, duplicates, texts, below, chart, chartName, defaults, unread }: FoundValues,
  read: ReadValues,
): ChartValues => ({
  ...{ values, duplicates, unread },
  texts: new Map([...texts, ...read.texts]),
  ...(below !== undefined && { below }),
  ...(chart && { chart }),
  ...(chartName !== undefined && { chartName }),
  ...(defaults && { defaults }),
});

/**
 * Takes the parts of merged values that the packs' charts get, one for each dependency of an umbrella.
 * @returns none where they are of no such chart, or Helm does not install it: then `what` says why
 * @throws EarlyExit if Helm cannot read them
 */
function partsOf(
  merged: Merged,
  packs: readonly Pack[],
  helm: HelmMajor,
  around: { readonly inputs: Inputs; readonly io: Pick<Io, 'cwd'> },
): { readonly parts: readonly ChartValues[]; readonly what?: string } {
  const whose = whoseValues(merged, packs, helm, around);
  if (whose.kind === 'broken') throw new EarlyExit(valuesErrorText(whose.error));
  if (whose.kind === 'other') return { parts: [], ...(whose.isOfChart && { what: whose.what }) };
  return { parts: whose.values.map((one) => chartValues(one, merged)) };
}

/**
 * The parts of merged values that the dependencies of an umbrella chart get from Helm, which is given its folder.
 * @returns none for any other chart @throws EarlyExit if Helm cannot read them
 */
export const partsForChart = (
  merged: Merged & { readonly folder: string },
  packs: readonly Pack[],
  helm: HelmMajor,
  around: { readonly inputs: Inputs; readonly io: Pick<Io, 'cwd'> },
): readonly ChartValues[] =>
  partsOf(merged, packs, helm, around).parts.filter(({ chartName, below }) => chartName && below);

/**
 * Reads values files and --set flags, merges them, and takes the parts of them that charts get.
 * @returns never none: the values as they are where they are of no known chart
 * @throws EarlyExit, with the place if there is one
 */
export async function readEachChartValues(
  request: ValuesRequest,
  packs: readonly Pack[],
  inputs: Inputs,
  io: Pick<Io, 'cwd'>,
): Promise<readonly [ChartValues, ...ChartValues[]]> {
  const read = await readMergedValues(request, inputs, io);
  const { parts, what } = partsOf({ ...read, ...request }, packs, request.helm, { inputs, io });
  if (what !== undefined) throw new EarlyExit(`phasegate: ${request.files.join(', ')}: ${what}`);
  // What the files themselves speak of is meant first.
  const isWritten = ({ below }: ChartValues): boolean =>
    below !== undefined && lookup(read.values, below) !== undefined;
  const [first = read, ...others] = [...parts.filter(isWritten), ...parts.filter((one) => !isWritten(one))];
  return [first, ...others];
}

/** Like `readEachChartValues`, for commands about one release: the first that the files speak of. @throws EarlyExit */
export const readChartValues = async (
  request: ValuesRequest,
  packs: readonly Pack[],
  inputs: Inputs,
  io: Pick<Io, 'cwd'>,
): Promise<ChartValues> => (await readEachChartValues(request, packs, inputs, io))[0];
