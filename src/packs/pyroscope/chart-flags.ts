import { isNewer, knownness, majorOf } from '../../chart/versions.ts';
import type { ChartArgs, Flag } from '../../manifest/args-editor.ts';
import { PYROSCOPE_CHART } from './chart/pyroscope-chart.ts';
import { PHASE_FACTS } from './facts/phases.ts';

/**
 * The flags that the chart's own templates write for v2 and for the migration, in their order (charts 1.15.1 to 2.2.1).
 * Whatever stands in front of them comes from `extraArgs`.
 */
const ORDER_1 = [
  'storage.backend',
  'query-backend.address',
  'metastore.address',
  'metastore.data-dir',
  'metastore.raft.dir',
  'metastore.raft.snapshots-dir',
  'metastore.raft.bind-address',
  'metastore.raft.server-id',
  'metastore.raft.advertise-address',
  'metastore.raft.bootstrap-peers',
  'metastore.raft.bootstrap-expect-peers',
  'write-path',
  'write-path.ingester-weight',
  'write-path.segment-writer-weight',
  'all.enable-v1-write-path',
  'all.enable-v1-read-path',
  'enable-query-backend',
  'enable-query-backend-from',
] as const;

const ORDER_2 = [
  ...ORDER_1.slice(1, 11),
  'architecture.storage',
  'write-path',
  'write-path.ingester-weight',
  'write-path.segment-writer-weight',
  'enable-query-backend-from',
] as const;

/** The order for a chart's major version. */
export const chartFlagOrder = (chartMajor: number): readonly string[] =>
  chartMajor >= 2 ? ORDER_2 : ORDER_1;

export const METASTORE_DIRECTORIES: ReadonlyArray<readonly [flag: string, value: string]> = [
  ['metastore.data-dir', './data-metastore/data'],
  ['metastore.raft.dir', './data-metastore/raft'],
  ['metastore.raft.snapshots-dir', './data-metastore/raft'],
];

/** Flags that the chart writes in front of its other v2 flags wherever v2 is on. */
const ANCHORS = ['query-backend.address', 'metastore.address'];

/** The chart writes no backend but filesystem. */
const isForeignBackend = (flag: Flag | undefined): boolean =>
  flag?.name === 'storage.backend' && flag.value !== 'filesystem';

/**
 * Where the longest tail of the args begins that follows the templates' order.
 * @param mayBeMore whether the templates may write flags that are not known, among the known ones
 */
function orderedTail(slots: readonly Flag[], order: readonly string[], mayBeMore: boolean): number {
  let rank = order.length;
  let first = slots.length;
  for (let at = slots.length - 1; at >= 0; at -= 1) {
    const here = order.indexOf(slots[at]?.name ?? '');
    if (here === -1 && mayBeMore) continue;
    if (here === -1 || here >= rank || isForeignBackend(slots[at])) break;
    rank = here;
    first = at;
  }
  return first;
}

const isHardCodedBackend = (flag: Flag | undefined): boolean =>
  flag?.name === 'storage.backend' && flag.value === 'filesystem';

/** In v1 a 1.x chart writes nothing of its own, a 2.x chart the storage architecture and the write path. */
function regionInV1(slots: readonly Flag[], tail: number): number {
  const own = slots.findIndex(
    ({ name, value }, at) =>
      at >= tail &&
      (name === 'architecture.storage' || (name === 'write-path' && value === PHASE_FACTS.v1.writePath)),
  );
  return own === -1 ? slots.length : own;
}

/**
 * Where the chart's own flags begin. extraArgs stand in front of them in alphabetical order, so the last of those may
 * look like one of the chart's: the region starts at a flag that the chart always writes.
 */
function firstOwn(
  slots: readonly Flag[],
  order: readonly string[],
  hasV2: boolean,
  mayBeMore: boolean,
): number {
  const tail = orderedTail(slots, order, mayBeMore);
  const anchor = slots.findIndex(({ name }, at) => at >= tail && ANCHORS.includes(name));
  if (anchor !== -1) return anchor > tail && isHardCodedBackend(slots[anchor - 1]) ? anchor - 1 : anchor;
  if (hasV2 || slots.some(({ name }) => ANCHORS.includes(name))) return tail;
  return order.includes('architecture.storage') ? regionInV1(slots, tail) : slots.length;
}

/**
 * How a chart writes its args.
 * @param chart its version, known or not
 * @param hasV2 whether the release was rendered with v2
 */
export function chartArgs(chart: string, hasV2: boolean): ChartArgs {
  const order = chartFlagOrder(majorOf(chart));
  const mayBeMore = isNewer(knownness(chart, PYROSCOPE_CHART.versions));
  return { order, firstOwn: (flags) => firstOwn(flags, order, hasV2, mayBeMore) };
}
