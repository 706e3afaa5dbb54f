import { isBefore } from '../../../chart/versions.ts';
import { joinClauses, percent } from '../../../english.ts';
import { type Case, sure, type Transition } from '../../../pack.ts';
import { valuesBehind } from '../../../release/from-values.ts';
import { isMoved } from '../../../rules/store-changed.ts';
import { NO_HISTORY, type TimeLine } from '../../../step/time-line.ts';
import { utcTime } from '../../../times.ts';
import { lookup, toJson, type ValueNode } from '../../../values/tree.ts';
import { bordersBetween, FIRST_CHART, FIRST_SERVER } from '../facts/charts.ts';
import { ALL, askedInstead } from '../facts/components.ts';
import { knowsAuto } from '../facts/flags.ts';
import { togglesInWords } from '../facts/phases.ts';
import { momentOf, splitOf } from '../query-backend-from.ts';
import {
  chartMajorOf,
  chartOf,
  metastoreOf,
  type PyroscopeFacts,
  type PyroscopeState,
  singleBinaryOf,
} from '../read/facts.ts';
import { certainFullname } from '../read/fullname.ts';
import { isVolatile } from '../read/volumes.ts';
import { dualWrites, profilesOf, type Shares, sharesIn, sharesOf, v2Gaps } from '../read/weights.ts';
import { inWords, onlyIn, partBefore, partFrom } from './periods.ts';
import { TRANSITIONS } from './table.ts';

const areEqual = (one: Shares | undefined, other: Shares | undefined): boolean =>
  one?.ingester === other?.ingester && one?.segmentWriter === other?.segmentWriter;

function storeEffect(
  store: 'v1' | 'v2',
  was: number | undefined,
  is: number,
  whose: string,
): readonly string[] {
  if (was === is) return [];
  const before = was === undefined ? '' : ` instead of ${percent(was)}`;
  const reads = store === 'v1' ? 'a rollback to v1' : 'v2, once it is the only store,';
  const holes =
    is < 1
      ? `: ${reads} shows holes from this upgrade on`
      : was !== undefined && was < 1
        ? ': it is complete from this upgrade on, but what it missed before stays missing'
        : '';
  return [`${store} gets ${percent(is)} of ${whose}${before}${holes}`];
}

/** What new shares do to each store. @param was undefined on the way into dual: nothing but a share below 1 is told */
function shareEffects(was: Shares | undefined, is: Shares, whose: string): readonly string[] {
  const of = (store: 'v1' | 'v2', weight: keyof Shares): readonly string[] =>
    was === undefined && is[weight] >= 1 ? [] : storeEffect(store, was?.[weight], is[weight], whose);
  return [...of('v1', 'ingester'), ...of('v2', 'segmentWriter'), routes(is, whose)];
}

/** Where each of 100 profiles ends up. */
function routes({ ingester, segmentWriter }: Shares, whose: string): string {
  const [small, large] = [Math.min(ingester, segmentWriter), Math.max(ingester, segmentWriter)];
  const store = ingester > segmentWriter ? 'v1' : 'v2';
  const parts = [
    [small, 'to both'],
    [large - small, `to ${store} alone`],
    [1 - large, 'nowhere'],
  ] as const;
  const shown = parts.filter(([part]) => part > 0).map(([part, where]) => `${percent(part)} ${where}`);
  return `of ${whose}, ${shown.join(', ')}`;
}

const WHOLE: Shares = { ingester: 1, segmentWriter: 1 };

const isDual = ({ phase }: PyroscopeState): boolean => sure(phase) === 'dual';

/** What changed weights do to each store; into dual what weights below 1 do. */
function weightsChange(before: PyroscopeState, now: PyroscopeState): readonly string[] {
  const [old, weights] = [sharesIn(before), sharesIn(now)];
  if (isDual(before) && sure(now.phase) === 'v1' && (old?.ingester ?? 1) < 1)
    return [`v1 got ${percent(old?.ingester ?? 0)} of all profiles in dual: the rest is missing there`];
  if (!isDual(now) || weights === undefined) return [];
  if (areEqual(isDual(before) ? old : WHOLE, weights)) return [];
  return shareEffects(isDual(before) ? old : undefined, weights, 'all profiles');
}

/** What a tenant's profiles go by: settings of its own, or those of all. */
const sharesOfTenant = (state: PyroscopeState, tenant: string): Shares | undefined => {
  const all = dualWrites(state);
  const own = all.find((one) => one.tenant === tenant) ?? all.find((one) => one.tenant === undefined);
  return own && sharesOf(own);
};

/** The same for tenants with weights or a write path of their own (audit A18). */
function tenantsChange(before: PyroscopeState, now: PyroscopeState): readonly string[] {
  const common = sharesIn(now);
  const tenants = new Set([...dualWrites(before), ...dualWrites(now)].flatMap(({ tenant }) => tenant ?? []));
  return [...tenants].flatMap((tenant) => {
    const is = sharesOfTenant(now, tenant);
    const was = isDual(before) ? sharesOfTenant(before, tenant) : WHOLE;
    if (is === undefined || areEqual(was, is)) return [];
    if (areEqual(is, common) && areEqual(was, isDual(before) ? sharesIn(before) : WHOLE)) return [];
    return shareEffects(isDual(before) ? was : undefined, is, profilesOf({ tenant }));
  });
}

const countsAnew = (before: PyroscopeState, now: PyroscopeState): readonly string[] =>
  isDual(now) && v2Gaps(before).length > 0 && v2Gaps(now).length === 0
    ? ['the 24h in dual count from this upgrade, because v2 gets everything only from here on']
    : [];

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
function readingChange(
  before: PyroscopeState,
  now: PyroscopeState,
  history: TimeLine,
  clock: number,
): readonly string[] {
  const from = splitIn(now);
  if (from === undefined || (isDual(before) && splitIn(before) === from)) return [];
  return split(from, history, clock);
}

const NOTHING_INSTALLED: Transition = {
  isReversible: false,
  back: 'this installs nothing, so there is nothing to undo',
};

/** Whether data is kept elsewhere after the step. The label of the ring moves none, and defaults have rules of their own. */
const movesData = (before: PyroscopeState, now: PyroscopeState): boolean =>
  Object.entries(before.stores).some(([store, parts]) =>
    Object.entries(parts).some(([part, was]) => {
      const is = now.stores[store]?.[part];
      const areDefaults = was.by === 'default' && is?.by === 'default';
      return part !== 'label' && !areDefaults && isMoved(was, is);
    }),
  );

/** What going back does not bring back, beside what the phases say. */
function wayBack(
  { back = '' }: Transition,
  isSamePhase: boolean,
  losesData: boolean,
  isElsewhere: boolean,
): Pick<Transition, 'isReversible' | 'back'> {
  const costs = [
    ...(losesData ? ['what is lost with the pod does not come back'] : []),
    ...(isElsewhere
      ? [
          'going back finds the older data again, but what was written after the step stays where no server looks',
        ]
      : []),
  ];
  if (costs.length === 0) return {};
  return { isReversible: false, back: joinClauses(...(isSamePhase ? [] : [back]), ...costs) };
}

/** What the pods of a release are made of, as text; other values do not restart them. */
function podsOf({ values }: PyroscopeState): string | undefined {
  if (values === undefined) return undefined;
  const { resolved } = valuesBehind(values);
  return JSON.stringify(['architecture', 'pyroscope'].map((key) => lookup(resolved, [key])).map(jsonOf));
}

const jsonOf = (node: ValueNode | undefined): unknown => (node === undefined ? null : toJson(node));

const restarts = (before: PyroscopeState, now: PyroscopeState): boolean =>
  chartOf(before) !== chartOf(now) || podsOf(before) !== podsOf(now);

/** A restart empties an emptyDir: what v2 has so far is gone, whatever the step is (audit A10). */
function lostWithPod(before: PyroscopeState, now: PyroscopeState): string | undefined {
  const metastore = metastoreOf(before);
  if (!metastore || !isVolatile(before, metastore) || !restarts(before, now)) return undefined;
  return isSingle(before)
    ? 'v2 keeps its data on an emptyDir, and a restart of the pod empties it'
    : 'v2 keeps its index on an emptyDir: a restart of the metastore loses it, and without it the blocks in the bucket are not found';
}

/** What a step does, and what it needs. What refuses it is a rule. */
export function transition({
  now,
  before,
  history = NO_HISTORY,
  clock,
}: Case<PyroscopeFacts> & { readonly before: PyroscopeState }): Transition {
  const [from, to] = [sure(before.phase), sure(now.phase)];
  if (from === undefined || to === undefined) return NOTHING_INSTALLED;
  const { consequences, ...pair } = TRANSITIONS[from][to];
  const lostAtRestart = lostWithPod(before, now);
  return {
    ...pair,
    ...wayBack(pair, from === to, lostAtRestart !== undefined, movesData(before, now)),
    ...(lostAtRestart !== undefined && { lostAtRestart }),
    consequences: [
      ...consequences.flatMap((one) => (typeof one === 'string' ? one : (one(history) ?? []))),
      ...(from === to ? [...layoutChange(before, now), ...chartChange(before, now)] : []),
      ...servicesGone(before, now),
      ...serverNotes(now),
      ...weightsChange(before, now),
      ...tenantsChange(before, now),
      ...countsAnew(before, now),
      ...readingChange(before, now, history, clock),
    ],
  };
}

export const isSingle = ({ layout }: PyroscopeState): boolean => sure(layout) === 'single-binary';

/** The Services of components that go: clients outside the release may know their names. */
function servicesGone(before: PyroscopeState, now: PyroscopeState): readonly string[] {
  const staying = new Set(now.components.map(({ name }) => name));
  const gone = before.components.map(({ name }) => name).filter((name) => !staying.has(name));
  if (gone.length === 0) return [];
  const fullname = certainFullname(before) ?? '<fullname>';
  const serviceOf = (name: string): string => (name === ALL ? fullname : `${fullname}-${name}`);
  const swaps = gone.flatMap((name) => {
    const instead = askedInstead(name);
    return instead !== undefined && staying.has(instead)
      ? [`clients of ${serviceOf(name)} use ${serviceOf(instead)} instead`]
      : [];
  });
  const list = gone.map(serviceOf).join(', ');
  return [joinClauses(`these Services go, and their -headless ones: ${list}`, ...swaps)];
}

/** What a changed layout does to a release whose phase stays; that of the memberlist label is a rule of its own. */
function layoutChange(before: PyroscopeState, now: PyroscopeState): readonly string[] {
  if (isSingle(before) === isSingle(now)) return [];
  return [
    `${sure(before.layout)} and ${sure(now.layout)} have different pods, claims and raft ids: data on the old pods' volumes is left behind, and the index of v2 starts empty`,
    ...(sure(now.phase) === 'dual'
      ? ['the 24h in dual count from this upgrade, because the stores are not the same']
      : []),
  ];
}

/** What a chart across a border does to a release whose phase stays. */
function chartChange(before: PyroscopeState, now: PyroscopeState): readonly string[] {
  const passed = bordersBetween(chartOf(before), chartOf(now)).map(({ chart }) => chart);
  return passed.includes(FIRST_CHART.v2ByDefault)
    ? [
        `the defaults of the toggles differ between these charts: keep ${togglesInWords(sure(now.phase))} written`,
      ]
    : [];
}

/** Single binary, charts from 1.19.2 until 2.0.0: their v2 writes flags that only servers from 1.20.0 know (audit B2). */
function serverNotes(now: PyroscopeState): readonly string[] {
  const chart = chartOf(now);
  const server = sure(singleBinaryOf(now)?.server);
  const writesFlags = !isBefore(chart, FIRST_CHART.leavingV1Out) && chartMajorOf(now) < 2;
  if (sure(now.phase) !== 'v2' || !isSingle(now) || !writesFlags) return [];
  if (server === undefined || knowsAuto(server)) return [];
  return [
    `chart ${chart} renders -all.enable-v1-write-path=false, which makes server ${server} exit; phasegate leaves it out, so the v1 modules keep running; pyroscope.image.tag: ${FIRST_SERVER.soundUnder1x} fixes both`,
  ];
}
