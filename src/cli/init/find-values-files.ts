import type { ValuesPack } from '../../lint/values-pack.ts';
import { isTrueInTemplate } from '../../values/template-truth.ts';
import { lookup, type MapNode } from '../../values/tree.ts';
import type { Io } from '../io.ts';
import { chartFor } from '../lint/choose-chart.ts';
import { fileJob } from '../lint/file-job.ts';
import { LintSettings } from '../lint/lint-settings.ts';
import { readText } from '../read-text.ts';
import { fileSystem } from '../surroundings.ts';

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

/** The files below the working directory that hold values of a chart, with the version each is for. */
export async function findValuesFiles(io: Io, pack: ValuesPack): Promise<readonly ValuesFile[]> {
  const { glob } = await import('tinyglobby');
  const names = await glob(['**/*.yaml', '**/*.yml'], { cwd: io.cwd, dot: false, ignore: IGNORED });
  const context = { cwd: io.cwd, chartName: pack.chartName, helm: 4 as const, around: fileSystem() };
  const settings = new LintSettings(undefined, io.cwd);
  return names.toSorted().flatMap((file): ValuesFile[] => {
    const text = readText(file, io);
    if (!text.ok || !text.value.includes(pack.chartName)) return [];
    const { content } = fileJob(file, text.value, context);
    if (content.kind !== 'values') return [];
    const found = content.values.find(
      ({ chart, values }) => chart !== undefined || isOfChart(values, pack.chartName),
    );
    if (!found) return [];
    const chosen = chartFor(undefined, found, file, settings, pack.chartVersions);
    if (!chosen.ok) return [];
    const { version, source } = chosen.value;
    return [{ file, chart: version, source, isCertain: found.chart !== undefined }];
  });
}
