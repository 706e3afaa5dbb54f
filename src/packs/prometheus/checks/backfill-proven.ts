import { fine, notYet, unknown, wrong } from '../../../checks/check.ts';
import { counted } from '../../../english.ts';
import { type Live, likely, type Observation } from '../../../pack.ts';
import { shellWord } from '../../../shell.ts';
import { durationText } from '../../../times.ts';
import { PRODUCTS } from '../backfill/products.ts';
import { merged } from '../backfill/ranges.ts';
import { covers, provenIn, type SavedState } from '../backfill/state.ts';
import { progressOf } from '../backfill/status.ts';
import { dualStart, RELOAD_WITHIN } from '../read/dual-start.ts';
import { oldAmong } from '../read/entries.ts';
import type { PrometheusCase } from '../read/facts.ts';
import { backfillCommand } from '../steps/backfill-command.ts';
import { meantIn, type PrometheusCheck, shownTime } from './asking.ts';
import { type BackfillRecord, backfillRecord, leftOutOf, statesIn } from './backfill-state.ts';
import { strangeness } from './this-move.ts';

/** Until when the backfill has to reach: the new store's queue began with a reload some time after the upgrade. */
function seamOf(of: PrometheusCase, live: Pick<Live, 'soak'>): number | undefined {
  const since = dualStart(of, live);
  // Who names the time names that of the reload.
  return since === undefined || of.now.meant.since !== undefined ? since : since + RELOAD_WITHIN;
}

const hostOf = (url: string): string | undefined => (URL.canParse(url) ? new URL(url).hostname : undefined);

/**
 * Sources of which nothing shows that they are the old store: the state of another cluster, which moves to the same
 * destination, looks like this one's. A store is read by another path than it is written to, and mostly by the same host.
 */
function strangeSources(states: readonly SavedState[], { now: { components, meant } }: PrometheusCase) {
  const old = components.flatMap(({ entries }) => oldAmong(entries, meant));
  const hosts = new Set(old.map(({ url }) => hostOf(likely(url) ?? '')));
  const readers = new Set(states.map(({ identity }) => identity.reader));
  return [...readers].filter((reader) => !hosts.has(hostOf(reader)));
}

/** Shards that were never begun, or are not verified yet. */
function progress({ shards, expected }: BackfillRecord): string | undefined {
  const open = shards.filter(({ state }) => state !== undefined && progressOf(state) !== 'verified');
  const missing = expected - shards.length;
  if (missing > 0) return `${missing} of ${counted(expected, 'shard')} not begun`;
  const [first] = open;
  return first?.state && `${first.title}: ${progressOf(first.state)}`;
}

function judge(record: BackfillRecord, of: PrometheusCase, live: Live): Observation {
  const states = statesIn(record);
  const [first] = states;
  if (first === undefined) return notYet('no backfill has begun');
  const strange = states.map((one) => strangeness(one, of)).find((why) => why !== undefined);
  if (strange !== undefined) return wrong(`the state is of another move: ${strange}`);
  const left = progress(record);
  if (left !== undefined)
    return PRODUCTS[first.product].readBack === 'none'
      ? unknown(`${left}: ${PRODUCTS[first.product].title} cannot be read back; compare counts by hand`)
      : notYet(left);
  const [start, end] = [
    Math.min(...states.map((one) => one.start)),
    Math.max(...states.map((one) => one.end)),
  ];
  if (!covers(merged(states.flatMap((one) => [...provenIn(one)])), [start, end]))
    return wrong(`the shards leave holes between ${shownTime(start)} and ${shownTime(end)}`);
  const seam = seamOf(of, live);
  if (seam === undefined)
    return unknown(
      `verified until ${shownTime(end)}, but when dual began is not known: set dualSince (PHASEGATE_DUAL_SINCE) to the time of the reload`,
    );
  if (end < seam)
    return wrong(
      `verified until ${shownTime(end)}, and the new store is written to from ${shownTime(seam)} at the latest: ${durationText(seam - end)} are missing; run ${backfillCommand(of.now, { start, end: seam })}`,
    );
  const { series, histograms } = leftOutOf(record);
  const leftOut = [
    ...(series === undefined ? [] : [`series beside ${series}`]),
    ...(histograms ? ['native histograms'] : []),
  ];
  const unproven = [
    `samples before ${shownTime(start)}`,
    ...(leftOut.length > 0 ? [`${leftOut.join(' and ')}, which the backfill left out`] : []),
    ...strangeSources(states, of).map((reader) => `whether ${reader} is the old store`),
  ];
  return {
    ...fine(
      `${states.reduce((sum, one) => sum + one.samples, 0).toLocaleString('en')} samples from ${shownTime(start)} to ${shownTime(end)} verified`,
    ),
    unproven: unproven.join('; '),
  };
}

async function observe(of: PrometheusCase, live: Live): Promise<Observation> {
  const { backfillState } = of.now.meant;
  if (backfillState !== undefined) return judge(await backfillRecord(backfillState, live), of, live);
  return unknown(
    `no backfill is named. Run ${backfillCommand(of.now, { end: seamOf(of, live) })} and set backfillState (PHASEGATE_BACKFILL_STATE) to the file or configmap/NAME that it keeps its state in`,
  );
}

export const backfillProven: PrometheusCheck = {
  id: 'backfill-proven',
  title: 'The history before the overlap is in the new store',
  phases: ['dual'],
  why: 'A second entry of remote_write sends nothing of the past, and stores acknowledge samples that they do not keep: only what was read back counts.',
  expected: () => 'every range copied and verified, until the new store was written to or later',
  command: (of, { namespace }) =>
    `phasegate backfill --status --state ${shellWord(meantIn(of).backfillState ?? 'STATE')} -n ${namespace}`,
  observe,
};
