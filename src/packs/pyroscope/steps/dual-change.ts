import { percent } from '../../../english.ts';
import { sure } from '../../../pack.ts';
import type { TimeLine } from '../../../step/time-line.ts';
import { utcTime } from '../../../times.ts';
import { momentOf, splitOf } from '../query-backend-from.ts';
import type { PyroscopeState } from '../read/facts.ts';
import { type Shares, sharesIn } from '../read/weights.ts';
import { inWords, onlyIn, partBefore, partFrom } from './periods.ts';

const areEqual = (one: Shares | undefined, other: Shares | undefined): boolean =>
  one?.ingester === other?.ingester && one?.segmentWriter === other?.segmentWriter;

function storeEffect(store: 'v1' | 'v2', was: number | undefined, is: number): readonly string[] {
  if (was === is) return [];
  const before = was === undefined ? '' : ` instead of ${percent(was)}`;
  const reads = store === 'v1' ? 'a rollback to v1' : 'v2, once it is the only store,';
  const holes =
    is < 1
      ? `: ${reads} shows holes from this upgrade on`
      : was !== undefined && was < 1
        ? ': it is complete from this upgrade on, but what it missed before stays missing'
        : '';
  return [`${store} gets ${percent(is)} of all profiles${before}${holes}`];
}

/** Where each of 100 profiles ends up. */
function routes({ ingester, segmentWriter }: Shares): string {
  const [small, large] = [Math.min(ingester, segmentWriter), Math.max(ingester, segmentWriter)];
  const store = ingester > segmentWriter ? 'v1' : 'v2';
  const parts = [
    [small, 'to both'],
    [large - small, `to ${store} alone`],
    [1 - large, 'nowhere'],
  ] as const;
  const shown = parts.filter(([part]) => part > 0).map(([part, where]) => `${percent(part)} ${where}`);
  return `of all profiles, ${shown.join(', ')}`;
}

const isDual = ({ phase }: PyroscopeState): boolean => sure(phase) === 'dual';

/** What changed weights do to each store; into dual what weights below 1 do. */
export function weightsChange(before: PyroscopeState, now: PyroscopeState): readonly string[] {
  const [old, weights] = [sharesIn(before), sharesIn(now)];
  if (isDual(before) && sure(now.phase) === 'v1' && (old?.ingester ?? 1) < 1)
    return [`v1 got ${percent(old?.ingester ?? 0)} of all profiles in dual: the rest is missing there`];
  if (!isDual(now) || weights === undefined) return [];
  const was = isDual(before) ? old : { ingester: 1, segmentWriter: 1 };
  if (areEqual(was, weights)) return [];
  const raised = isDual(before) && (was?.segmentWriter ?? 0) < 1 && weights.segmentWriter >= 1;
  return [
    ...storeEffect('v1', was?.ingester, weights.ingester),
    ...storeEffect('v2', was?.segmentWriter, weights.segmentWriter),
    routes(weights),
    ...(raised
      ? ['the 24h in dual count from this upgrade, because v2 gets everything only from here on']
      : []),
  ];
}

/** What a fixed split hides: before it v1 answers, from it on v2. */
function hiddenByTime(at: number, timeLine: TimeLine, now: number): readonly string[] {
  const v2Alone = partBefore(at, onlyIn('v2', timeLine), now);
  const v1Alone = partFrom(at, onlyIn('v1', timeLine), now);
  return [
    ...(v2Alone.length > 0
      ? [`v1 answers for times that only v2 has, ${inWords(v2Alone)}: that data is hidden`]
      : []),
    ...(v1Alone.length > 0
      ? [`v2 answers for times that only v1 has, ${inWords(v1Alone)}: that data is hidden`]
      : []),
  ];
}

function split(text: string, timeLine: TimeLine, now: number): readonly string[] {
  if (text === 'never') return ['v1 answers every query, so nothing shows whether v2 can be read'];
  if (text === 'auto')
    return [
      'v2 answers for a tenant once its first blocks are compacted, for all times since its oldest block; v1 answers for earlier times',
    ];
  const at = momentOf(text);
  if (at === undefined) return [];
  const says =
    at === 0
      ? 'v2 answers all queries, for all times'
      : `v1 answers for times before ${utcTime(new Date(at).toISOString())}, v2 from then on`;
  return [says, ...hiddenByTime(at, timeLine, now)];
}

/** Empty, and what cannot be told, is not a split. */
const splitIn = (state: PyroscopeState): string | undefined => sure(splitOf(state)) || undefined;

/** What a step into dual, or a changed queryBackendFrom within it, does to queries. @param clock milliseconds since 1970 */
export function readingChange(
  before: PyroscopeState,
  now: PyroscopeState,
  history: TimeLine,
  clock: number,
): readonly string[] {
  const from = splitIn(now);
  if (from === undefined || (isDual(before) && splitIn(before) === from)) return [];
  return split(from, history, clock);
}
