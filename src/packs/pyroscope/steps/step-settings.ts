import { isBefore, majorOf } from '../../../chart/versions.ts';
import { type Assignment, likely, sure } from '../../../pack.ts';
import type { TimeLine } from '../../../step/time-line.ts';
import { FIRST_CHART, isExperimentChart, serverOfChart } from '../facts/charts.ts';
import { knowsAuto } from '../facts/flags.ts';
import { hasStore, STORAGE_PATH } from '../facts/phases.ts';
import { settingPath } from '../facts/settings.ts';
import { chartOf, chosen, hasV2, type PyroscopeState, settingOf, singleBinaryOf } from '../read/facts.ts';
import { CLAIM_ON_EXISTING, SHARED_SUBPATH } from '../read/volumes.ts';
import { isSingle } from './transition.ts';

/** What a step has to say beside its phase. */
export interface Said {
  readonly set: readonly Assignment[];
  readonly notes: readonly string[];
}

export const NOTHING: Said = { set: [], notes: [] };
const FILESYSTEM = 'filesystem';

/**
 * Charts before 2.0.0 mount the blocks of a single binary's v2 at /data-shared, later ones do not: the volume's own
 * mount shows them under /data (audit A2). Where a bucket is configured, servers from 2.0.0 on look there (A1).
 * @param target the chart to end with
 */
export function keptBlocks(now: PyroscopeState, target: string): Said {
  const all = singleBinaryOf(now);
  const chart = chartOf(now);
  const crosses = isExperimentChart({ chart }) && !isBefore(target, FIRST_CHART.architecture);
  if (!all || !crosses || !hasV2(now)) return NOTHING;
  const backend = sure(chosen(settingOf(now, 'storageBackend', all))) || FILESYSTEM;
  const isForced = backend !== FILESYSTEM && all.flags['storage.backend']?.by === 'chart';
  if (backend !== FILESYSTEM && !isForced) return NOTHING;
  const isPlaced = sure(chosen(settingOf(now, 'filesystemDirectory', all))) !== undefined;
  const folder = sure(all.values?.at('persistence', 'shared', 'subPath')) ?? SHARED_SUBPATH;
  return {
    set: [
      ...(isForced ? [[settingPath('storageBackend', all.name), FILESYSTEM] as const] : []),
      ...(isPlaced ? [] : [[settingPath('filesystemDirectory', all.name), `/data/${folder}`] as const]),
    ],
    notes: [
      ...(isForced
        ? [
            `Chart ${chart} keeps all blocks on the local volume, whatever storage.backend says, and from ${FIRST_CHART.architecture} on the server would look for them in ${backend}: the release stays on the volume. Write both keys into your values file, too.`,
          ]
        : []),
      ...(isPlaced
        ? []
        : [
            `v2 keeps its blocks in ${folder} on the volume, where charts from ${FIRST_CHART.architecture} on do not look by default. Without this directory every older block is missing, and queries return 200 with empty results.`,
          ]),
    ],
  };
}

const TAG = ['pyroscope', 'image', 'tag'] as const;

/**
 * A written image.tag stays when the chart is upgraded, and its server may not know the chart's flags (audit A4, B1,
 * B19): the tag of the chart's own server.
 * @param chart the chart to end with
 */
export function serverSettings({ values, components }: PyroscopeState, chart: string): readonly Assignment[] {
  const server = likely(components[0]?.server);
  if (!values?.isWritten(...TAG) || server === undefined) return [];
  const own = serverOfChart(chart);
  const isKnown = majorOf(server) >= majorOf(own) && knowsAuto(server);
  return isKnown ? [] : [[TAG, own]];
}

const METASTORE = ['pyroscope', 'components', 'metastore', 'persistence', 'enabled'] as const;
const OWN_METASTORE = [
  ...['architecture', 'microservices', 'v2', 'metastore', 'persistence', 'enabled'],
] as const;

function isPersistent(now: PyroscopeState): boolean {
  const { values } = now;
  if (values === undefined) return false;
  if (isSingle(now)) return values.isTrue('pyroscope', 'persistence', 'enabled');
  return values.isTrue(...(values.has(...METASTORE) ? METASTORE : OWN_METASTORE));
}

/** The metastore's claim can be had only when its StatefulSet is made (audit A10, section 2). */
export const metastoreClaim = (now: PyroscopeState): readonly Assignment[] =>
  !isSingle(now) && !isPersistent(now) ? [[METASTORE, true]] : [];

/**
 * What is lost where the volume that holds the metastore's index is an emptyDir, for a StatefulSet that is already
 * there: the single binary's own, or the metastore's from dual on.
 */
export function volumeNotes(now: PyroscopeState): readonly string[] {
  const isMade = isSingle(now) || hasV2(now);
  if (!isMade || isPersistent(now)) return [];
  const pod = isSingle(now) ? 'The pod has' : 'The metastore has';
  return [
    `${pod} no persistent volume: v2's index is lost with the pod, and without it the blocks in the bucket are not found. ${CLAIM_ON_EXISTING}.`,
  ];
}

/** Several single binaries are several metastores; the chart tells them nothing of each other (audit B4). */
export function expectedPeers(now: PyroscopeState): readonly Assignment[] {
  const all = isSingle(now) ? singleBinaryOf(now) : undefined;
  const replicas = sure(all?.replicas) ?? 1;
  return all && replicas > 1 ? [[settingPath('raftExpectedPeers', all.name), replicas]] : [];
}

const MINUTE = 60_000;
/** The split must not lie before the upgrade, and nobody takes a step in the second that it is printed. */
const LEAD = 60 * MINUTE;

const wholeMinute = (time: number): string =>
  new Date(Math.ceil(time / MINUTE) * MINUTE).toISOString().replace('.000Z', 'Z');

/** Why v2 may hold blocks from before; undefined if the history shows that it does not. */
function whyBefore({ spans, isStartKnown }: TimeLine): string | undefined {
  if (spans.some(({ phase }) => hasStore(phase, 'v2'))) return 'The release was in dual or v2 before';
  const isClear = isStartKnown && spans.every(({ phase }) => phase !== undefined);
  return isClear ? undefined : 'The history does not show whether the release was in dual before';
}

/**
 * Where an older dual is in the history, `auto` would split reads at that one's start and hide what v1 alone got since.
 * A split before the first write of v2 hides v1's data after it; a later one hides nothing.
 * @param clock milliseconds since 1970
 */
export function fixedSplit(history: TimeLine, clock: number): Said {
  const why = whyBefore(history);
  if (why === undefined) return NOTHING;
  const from = wholeMinute(clock + LEAD);
  return {
    set: [[[...STORAGE_PATH, 'migration', 'queryBackendFrom'], from]],
    notes: [
      `${why}: a fixed queryBackendFrom keeps data visible that only v1 has. Take the step before ${from}, or write a later time: a time before the upgrade hides data.`,
    ],
  };
}
