import { isBefore, majorOf } from '../../../chart/versions.ts';
import type { TimeLine } from '../../../step/time-line.ts';
import { isTrueInTemplate } from '../../../values/template-truth.ts';
import { FIRST_CHART, serverOfChart } from '../facts/charts.ts';
import { knowsAuto } from '../facts/flags.ts';
import { hasStore } from '../facts/phases.ts';
import {
  DIRECTORY_FLAG,
  FILESYSTEM,
  filesystemDirectory,
  forcesFilesystem,
  singleBinary,
  writtenBackend,
} from '../rules/shared/backend.ts';
import { isExperimentChart } from '../rules/shared/experiment-charts.ts';
import { renderedText } from '../rules/shared/rendered-text.ts';
import type { PyroscopeValues } from '../values/pyroscope-values.ts';

/** What a chart upgrade has to say so that v2 finds its older blocks again. */
interface KeptBlocks {
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
  const crosses = isExperimentChart(values) && !isBefore(chart, FIRST_CHART.architecture);
  if (!all || !crosses || values.phase === 'v1' || filesystemDirectory(values, all)) return NOTHING;
  const backend = writtenBackend(values, all)?.text ?? FILESYSTEM;
  if (backend !== FILESYSTEM) {
    const notes = forcesFilesystem(values, all)
      ? [
          `Chart ${values.chart} keeps the blocks on the local volume, whatever storage.backend says. From ${FIRST_CHART.architecture} on, the server looks for them in ${backend} and finds none of the older ones.`,
        ]
      : [];
    return { settings: [], notes };
  }
  const folder = renderedText(all.value('persistence', 'shared', 'subPath')) ?? '.shared';
  return {
    settings: [`${KEPT_AS}=/data/${folder}`],
    notes: [
      `v2 keeps its blocks in ${folder} on the volume, where charts from ${FIRST_CHART.architecture} on do not look by default. Without this directory every older block is missing, and queries return 200 with empty results.`,
    ],
  };
}

const TAG = ['pyroscope', 'image', 'tag'] as const;

/**
 * A written image.tag stays when the chart is upgraded, and its server may not know the chart's flags (audit A4, B1,
 * B19): the tag of the chart's own server, as --set takes it.
 * @param chart the chart to end with
 */
export function serverSettings({ given, components }: PyroscopeValues, chart: string): readonly string[] {
  const server = components[0]?.server;
  if (given(...TAG) === undefined || server === undefined) return [];
  const own = serverOfChart(chart);
  const isKnown = majorOf(server) >= majorOf(own) && knowsAuto(server);
  return isKnown ? [] : [`${TAG.join('.')}=${own}`];
}

const METASTORE = 'pyroscope.components.metastore.persistence.enabled';

function isPersistent({ mode, value }: PyroscopeValues): boolean {
  if (mode === 'single-binary') return isTrueInTemplate(value('pyroscope', 'persistence', 'enabled'));
  const path = ['architecture', 'microservices', 'v2', 'metastore', 'persistence', 'enabled'];
  return isTrueInTemplate(
    value('pyroscope', 'components', 'metastore', 'persistence', 'enabled') ?? value(...path),
  );
}

/** The metastore's claim can be had only when its StatefulSet is made (audit A10, section 2). */
export const metastoreClaim = (values: PyroscopeValues): readonly string[] =>
  values.mode !== 'single-binary' && !isPersistent(values) ? [`${METASTORE}=true`] : [];

const REMEDY =
  'Helm cannot change that on an existing StatefulSet: delete it with --cascade=orphan first, and copy the data you want to keep.';

/**
 * What is lost where the volume that holds the metastore's index is an emptyDir, for a StatefulSet that is already
 * there: the single binary's own, or the metastore's from dual on.
 */
export function volumeNotes(values: PyroscopeValues): readonly string[] {
  const isMade = values.mode === 'single-binary' || values.phase !== 'v1';
  if (!isMade || isPersistent(values)) return [];
  const pod = values.mode === 'single-binary' ? 'The pod has' : 'The metastore has';
  return [
    `${pod} no persistent volume: v2's index is lost with the pod, and without it the blocks in the bucket are not found. ${REMEDY}`,
  ];
}

const FROM = 'architecture.storage.migration.queryBackendFrom';

const MINUTE = 60_000;
/** The split must not lie before the upgrade, and nobody takes a step in the second that it is printed. */
const LEAD = 60 * MINUTE;

/** When v2 takes over, and what to know of it. */
interface FixedSplit {
  /** As --set takes them. */
  readonly settings: readonly string[];
  readonly notes: readonly string[];
}

const wholeMinute = (time: number): string =>
  new Date(Math.ceil(time / MINUTE) * MINUTE).toISOString().replace('.000Z', 'Z');

/** Why v2 may hold blocks from before; undefined if the history shows that it does not. */
function whyBefore({ spans, isStartKnown }: TimeLine): string | undefined {
  if (spans.some(({ phase }) => hasStore(phase, 'v2'))) return 'The release was in dual or v2 before';
  const isClear = isStartKnown && spans.every(({ phase }) => phase !== undefined);
  return isClear ? undefined : 'The history does not show whether the release was in dual before';
}

/**
 * Where an older dual is in the history, `auto` would split reads at that one's start and hide what v1 alone got since
 *. A split before the first write of v2 hides v1's data after it; a later one hides nothing.
 */
export function fixedSplit(timeLine: TimeLine, now: Date): FixedSplit {
  const why = whyBefore(timeLine);
  if (why === undefined) return { settings: [], notes: [] };
  const from = wholeMinute(now.getTime() + LEAD);
  return {
    settings: [`${FROM}=${from}`],
    notes: [
      `${why}: a fixed queryBackendFrom keeps data visible that only v1 has. Take the step before ${from}, or write a later time: a time before the upgrade hides data.`,
    ],
  };
}
