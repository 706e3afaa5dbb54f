import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { folder, type Ran, run, storeFor } from './run.ts';
import type { Store, StoreSettings } from './store.ts';

export const MINUTE = 60_000;
export const END = Math.floor((Date.now() - 180 * MINUTE) / (15 * MINUTE)) * 15 * MINUTE;
export const START = END - 60 * MINUTE;
export const HALF = START + 30 * MINUTE;
const EVERY = 15_000;

/** Four series of an hour, 960 samples in all. */
async function filledStore(settings?: StoreSettings): Promise<Store> {
  const store = await storeFor(settings);
  for (let number = 0; number < 4; number++)
    store.add(
      { __name__: 'requests_total', instance: `node-${number}` },
      Array.from({ length: 240 }, (_, index) => [START + index * EVERY, number + index] as const),
    );
  return store;
}

export const samplesIn = ({ series }: Store, [from, to]: readonly [number, number] = [START, END]): number =>
  [...series.values()]
    .filter(({ labels }) => labels.__name__ === 'requests_total')
    .reduce((sum, { points }) => sum + [...points.keys()].filter((at) => at >= from && at < to).length, 0);

/** A migration in a folder of its own; `again` runs it with the words that are given. */
export async function migration(
  settings: { readonly source?: StoreSettings; readonly to?: StoreSettings } = {},
) {
  const [source, destination] = [await filledStore(settings.source), await storeFor(settings.to)];
  const here = folder();
  onTestFinished(() => here[Symbol.dispose]());
  const again = (...words: readonly string[]): Promise<Ran> =>
    run(
      [
        ...(words.some((word) => word.startsWith('--reader-url'))
          ? []
          : [`--reader-url=${source.url}/api/v1/read`]),
        `--writer-url=${destination.url}/api/v1/write`,
        ...(words.some((word) => word.startsWith('--settle')) ? [] : ['--settle=0s']),
        ...words,
      ],
      { cwd: here.path },
    );
  const statePath = join(here.path, 'backfill.backfill.json');
  return { source, destination, again, cwd: here.path, statePath };
}

export const between = (from: number, to: number): readonly string[] => [
  `--start=${from / 1000}`,
  `--end=${to / 1000}`,
];
