import { resolve } from 'node:path';
import { stringify } from 'yaml';
import { discoverValues } from '../../discover/discover-values.ts';
import type { Chart } from '../../pack.ts';
import { isTrueInTemplate } from '../../values/template-truth.ts';
import { lookup, type MapNode } from '../../values/tree.ts';
import { chartFor } from '../chart-version.ts';
import { Inputs } from '../inputs.ts';
import type { Io } from '../io.ts';

/** A file that holds values of the pack's chart. */
export interface ValuesFile {
  readonly file: string;
  readonly chart: string;
  /** Where the version was read, in words. */
  readonly source: string;
  readonly isCertain: boolean;
}

const IGNORED = ['**/node_modules/**', '**/.git/**', '**/charts/*/**'];

/** A plain values file is taken for one of the chart where it has the block that the chart is named after. */
const isOfChart = (values: MapNode, chartName: string): boolean => {
  const block = lookup(values, [chartName]);
  return block?.kind === 'map' && isTrueInTemplate(block);
};

function valuesFile(file: string, chart: Chart, inputs: Inputs, io: Io): ValuesFile | undefined {
  const text = inputs.read(file);
  if (!text.ok || !text.value.includes(chart.name)) return undefined;
  const given = { name: file, path: resolve(io.cwd, file), text: text.value };
  const content = discoverValues(given, chart.name, 4, inputs.fileSystem);
  if (content.kind !== 'values') return undefined;
  const found = content.values.find((one) => one.chart !== undefined || isOfChart(one.values, chart.name));
  if (!found) return undefined;
  const { version, source } = chartFor(undefined, found, file, undefined, chart.versions);
  return { file, chart: version, source, isCertain: found.chart !== undefined };
}

/** The files below the working directory that hold values of a chart, with the version each is for. */
export async function findValuesFiles(io: Io, chart: Chart): Promise<readonly ValuesFile[]> {
  const { glob } = await import('tinyglobby');
  const names = await glob(['**/*.yaml', '**/*.yml'], { cwd: io.cwd, dot: false, ignore: IGNORED });
  const inputs = new Inputs(io);
  return names.toSorted().flatMap((name) => valuesFile(name, chart, inputs, io) ?? []);
}

/** Files whose version is written beside them need no entry: it would go stale. */
function overrides(files: readonly ValuesFile[]): string {
  const unknown = files.filter(({ isCertain }) => !isCertain);
  if (unknown.length === 0) return '';
  const entries = unknown.map(({ file, chart }) => ({ files: [file], chartVersion: chart }));
  const yaml = stringify({ overrides: entries }).replaceAll(/^(?=.)/gm, '  ');
  return `  # Nothing near these files names the chart version; check that these are right.\n${yaml}`;
}

/** The text of phasegate.yaml for the values that were found. */
export function configText(files: readonly ValuesFile[]): string {
  const known = files
    .filter(({ isCertain }) => isCertain)
    .map(({ file, chart, source }) => `# ${file}: chart ${chart}, from ${source}\n`)
    .join('');
  return `# Settings of phasegate: see phasegate help lint and phasegate rules.\n${known}lint:\n  failOn: warning\n${overrides(files)}`;
}
