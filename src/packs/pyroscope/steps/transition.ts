import { isBefore } from '../../../chart/versions.ts';
import { type Case, sure, type Transition } from '../../../pack.ts';
import { NO_HISTORY } from '../../../step/time-line.ts';
import { bordersBetween, FIRST_CHART, FIRST_SERVER } from '../facts/charts.ts';
import { knowsAuto } from '../facts/flags.ts';
import { togglesInWords } from '../facts/phases.ts';
import {
  chartMajorOf,
  chartOf,
  type PyroscopeFacts,
  type PyroscopeState,
  singleBinaryOf,
} from '../read/facts.ts';
import { readingChange, weightsChange } from './dual-change.ts';
import { TRANSITIONS } from './table.ts';

const NOTHING_INSTALLED: Transition = {
  isReversible: false,
  back: 'this installs nothing, so there is nothing to undo',
};

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
  return {
    ...pair,
    consequences: [
      ...consequences.flatMap((one) => (typeof one === 'string' ? one : (one(history) ?? []))),
      ...(from === to ? [...layoutChange(before, now), ...chartChange(before, now)] : []),
      ...serverNotes(now),
      ...weightsChange(before, now),
      ...readingChange(before, now, history, clock),
    ],
  };
}

const isSingle = ({ layout }: PyroscopeState): boolean => sure(layout) === 'single-binary';

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
