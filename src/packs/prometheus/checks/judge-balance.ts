import { notYet, unknown, wrong } from '../../../checks/check.ts';
import { counted } from '../../../english.ts';
import type { Observation } from '../../../pack.ts';
import { shownTime } from './asking.ts';
import type { Balance, Kind } from './queue-account.ts';

/** A receiver that sends the headers of 2.0 for 1.0 too, so that senders count failures that are none (audit P-71). */
const COUNTS_WRONG = '3.8.0';

/** Left out because somebody's write_relabel_configs say so; every other reason is a loss. */
const BY_RULE = 'dropped_series';

/** How many samples write_relabel_configs left out. */
export const leftOutBy = ({ dropped }: Pick<Balance, 'dropped'>): number => dropped[BY_RULE] ?? 0;

export const samples = (count: number): string =>
  `${count.toLocaleString('en')} ${count === 1 ? 'sample' : 'samples'}`;

/** What else a difference could come from. */
interface Doubts {
  /** The version of the new store, where it is known. */
  readonly receiver: string | undefined;
  /** Whether the entry has write_relabel_configs. */
  readonly isRelabelled: boolean;
  /** Older samples that were written into the Prometheus: it counts them, and does not send them on (audit P-48). */
  readonly older: number;
}

/** What requests under way may hide, as a part of all that was taken in: more than that proves too little. */
const MOST_HIDDEN = 1 / 1000;

/** What is wrong with a balance; undefined where all that went in is there, but for the little that requests may hide. */
export function judgeBalance(
  { since, taken, lost, hidden, slack, failed, dropped }: Balance,
  kind: Kind,
  { receiver, isRelabelled, older }: Doubts,
): Observation | undefined {
  const shown = (count: number): string =>
    kind === 'samples' ? samples(count) : counted(count, 'native histogram');
  const after = `since ${shownTime(since)}`;
  if (failed > 0) {
    const words = `${shown(failed)} refused by the store ${after}`;
    return receiver === COUNTS_WRONG
      ? unknown(`${words}; but a receiver ${COUNTS_WRONG} makes senders count failures that are none`)
      : wrong(`${words}, and dropped`);
  }
  for (const [reason, count] of Object.entries(dropped)) {
    if (count <= 0 || reason === BY_RULE) continue;
    const words = `${shown(count)} dropped ${after}`;
    if (reason !== '') return wrong(`${words} (${reason})`);
    return isRelabelled
      ? unknown(`${words}, and this version does not say whether write_relabel_configs did it`)
      : wrong(words);
  }
  if (lost <= 0)
    return hidden > taken * MOST_HIDDEN
      ? notYet(
          `requests were under way at every scrape, and can hide the loss of up to ${hidden.toLocaleString('en')} of ${shown(taken)} ${after}, which is more than 1 in 1,000: ask again later`,
        )
      : undefined;
  if (older > 0)
    return unknown(
      `${shown(lost)} taken in ${after} and not delivered, while ${samples(older)} of the past were written into this Prometheus, which it does not send on`,
    );
  return lost <= slack
    ? unknown(`${shown(lost)} missing ${after}, which may still be on their way: ask again`)
    : wrong(`${hidden > 0 ? 'at least ' : ''}${shown(lost)} taken in ${after} and not delivered`);
}
