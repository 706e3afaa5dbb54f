import {
  DIRECTORY_FLAG,
  FILESYSTEM,
  filesystemDirectory,
  forcesFilesystem,
  singleBinary,
  writtenBackend,
} from '../rules/shared/backend.ts';
import { FIRST_CHART_2, isExperimentChart } from '../rules/shared/experiment-charts.ts';
import { renderedText } from '../rules/shared/rendered-text.ts';
import type { PyroscopeValues } from '../values/pyroscope-values.ts';
import { isBefore } from '../versions.ts';

/** What a chart upgrade has to say so that v2 finds its older blocks again. */
export interface KeptBlocks {
  /** As --set takes them. */
  readonly settings: readonly string[];
  readonly notes: readonly string[];
}

const NOTHING: KeptBlocks = { settings: [], notes: [] };

const KEPT_AS = `pyroscope.extraArgs.${DIRECTORY_FLAG.replaceAll('.', '\\.')}`;

/**
 * Charts before 2.0.0 mount the blocks of a single binary's v2 at /data-shared, later ones do not: the volume's own
 * mount shows them under /data (audit A2). Where a bucket is configured, servers from 2.0.0 on look there (A1).
 * @param chart the chart to end with
 */
export function keptBlocks(values: PyroscopeValues, chart: string): KeptBlocks {
  const all = singleBinary(values);
  const crosses = isExperimentChart(values) && !isBefore(chart, FIRST_CHART_2);
  if (!all || !crosses || values.phase === 'v1' || filesystemDirectory(values, all)) return NOTHING;
  const backend = writtenBackend(values, all)?.text ?? FILESYSTEM;
  if (backend !== FILESYSTEM) {
    const notes = forcesFilesystem(values, all)
      ? [
          `Chart ${values.chart} keeps the blocks on the local volume, whatever storage.backend says; from ${FIRST_CHART_2} on the server looks for them in ${backend}, and finds none of the older ones.`,
        ]
      : [];
    return { settings: [], notes };
  }
  const folder = renderedText(all.value('persistence', 'shared', 'subPath')) ?? '.shared';
  return {
    settings: [`${KEPT_AS}=/data/${folder}`],
    notes: [
      `v2 keeps its blocks in ${folder} on the volume, which charts from ${FIRST_CHART_2} on mount nowhere else: without the directory every older block is missing, and queries answer 200 with nothing.`,
    ],
  };
}
