import { expect, test } from 'vitest';
import type { Compactions } from '../../../src/packs/prometheus/backfill/server-settings.ts';
import { Settling } from '../../../src/packs/prometheus/backfill/settling.ts';
import { emptyState, type SavedState } from '../../../src/packs/prometheus/backfill/state.ts';

const HOUR = 3_600_000;
const END = 1_796_000_000_000;
const COPIED_AT = END + HOUR;
const IDLE: Compactions = { done: 7, isUnderWay: false, headFrom: END + HOUR };

const settling = (
  compactions: Compactions | undefined,
  { losesOnCompaction = true, now = COPIED_AT + 60_000 } = {},
): Settling =>
  new Settling({
    product: { losesOnCompaction },
    compactions: async () => compactions,
    settle: 3 * HOUR,
    now: () => now,
  });

const stateWith = (rest: Partial<SavedState>): SavedState => ({
  ...emptyState({
    name: 'one',
    identity: { reader: '', writer: '', selector: '', drop: [], tenants: [] },
    product: 'prometheus',
    start: END - HOUR,
    end: END,
  }),
  copiedAt: COPIED_AT,
  ...rest,
});

test.each([
  ['none is under way', IDLE, 8],
  ['one is under way, which began before the last sample came', { ...IDLE, isUnderWay: true }, 9],
  ['the destination does not tell', undefined, undefined],
])('how many compactions it takes when %s', async (_, compactions, needed) => {
  expect(await settling(compactions).needed()).toBe(needed);
});

test.each<[string, Compactions | undefined, boolean]>([
  ['as many as it takes', { ...IDLE, done: 8 }, true],
  ['one less', IDLE, false],
  ['another one begun', { ...IDLE, done: 8, isUnderWay: true }, false],
  ['the newest part still in the head', { ...IDLE, done: 8, headFrom: END - 1 }, false],
  ['counters of a restarted server', { ...IDLE, done: 0 }, false],
  ['no counters', undefined, false],
])('after %s', async (_, compactions, isSettled) => {
  expect(await settling(compactions).isSettled(stateWith({ compactionsNeeded: 8 }))).toBe(isSettled);
});

test('time settles what no compaction does', async () => {
  const late = { now: COPIED_AT + 3 * HOUR };
  expect(await settling(IDLE, late).isSettled(stateWith({ compactionsNeeded: 8 }))).toBe(true);
  expect(await settling(IDLE).isSettled(stateWith({}))).toBe(false);
});

test('a store that loses nothing by compactions is settled at once', async () => {
  expect(await settling(IDLE, { losesOnCompaction: false }).isSettled(stateWith({}))).toBe(true);
});
