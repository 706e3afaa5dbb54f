import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, test } from 'vitest';
import {
  emptyState,
  type SavedState,
  type StateStore,
} from '../../../src/packs/prometheus/backfill/state.ts';
import { ownedBy, TakenOver } from '../../../src/packs/prometheus/backfill/state-lock.ts';
import { ok } from '../../../src/result.ts';
import { folder, type Ran, run } from './run.ts';
import { startStore } from './store.ts';

const MINUTE = 60_000;
const END = Math.floor((Date.now() - 180 * MINUTE) / (15 * MINUTE)) * 15 * MINUTE;
const START = END - 60 * MINUTE;

/** A migration of an hour, in which `onRead` is called before each answer of the source. */
async function migration(onRead: (number: number) => void = () => undefined) {
  const source = await startStore({
    faultFor: (path, number) => void (path === '/api/v1/read' && onRead(number)),
  });
  const destination = await startStore();
  onTestFinished(() => Promise.all([source.close(), destination.close()]).then(() => undefined));
  source.add(
    { __name__: 'up' },
    Array.from({ length: 240 }, (_, index) => [START + index * 15_000, index] as const),
  );
  const here = folder();
  onTestFinished(() => here[Symbol.dispose]());
  const again = (): Promise<Ran> =>
    run(
      [
        `--reader-url=${source.url}/api/v1/read`,
        `--writer-url=${destination.url}/api/v1/write`,
        ...['--settle=0s', `--start=${START / 1000}`, `--end=${END / 1000}`],
      ],
      { cwd: here.path },
    );
  const statePath = join(here.path, 'backfill.backfill.json');
  return { again, destination, statePath, lock: `${statePath}.lock` };
}

describe('two runs with one state', () => {
  it('the second is refused while the first lives, and the first goes on', async () => {
    let second: Promise<Ran> | undefined;
    const { again, lock } = await migration((number) => {
      if (number === 3) second = again();
    });
    const first = await again();
    expect([first.exit, first.out]).toEqual([0, expect.stringMatching(/^backfill: verified\n/)]);
    const { exit, out, err } = (await second) as Ran;
    expect([exit, out]).toEqual([2, '']);
    expect(err).toMatch(
      /backfill\.backfill\.json is in use by another run \(process \d+ on .+\); wait until it has ended/,
    );
    expect(existsSync(lock)).toBe(false);
  });

  it('a run that finds the id of another in its state sends nothing more', async () => {
    const { again, statePath, destination } = await migration(() => {
      if (!existsSync(statePath)) return;
      const state = JSON.parse(readFileSync(statePath, 'utf8')) as SavedState;
      if (state.copied.length > 0) writeFileSync(statePath, JSON.stringify({ ...state, run: 'another' }));
    });
    const { exit, out } = await again();
    expect(exit).toBe(1);
    expect(out).toMatch(/^backfill: copied in part\n/);
    expect(out).toMatch(/stopped: another run has taken over file .+backfill\.json, so this one has sent/);
    expect(out).toContain('next: wait until the other run has ended, then run the same command again');
    expect(JSON.parse(readFileSync(statePath, 'utf8'))).toMatchObject({ run: 'another' });
    expect(
      [...destination.series.values()].find(({ labels }) => labels.__name__ === 'up')?.points.size,
    ).toBeLessThan(240);
  });

  const here = async (lock: string): Promise<Record<string, unknown>> => {
    let seen = {};
    const { again, lock: own } = await migration((number) => {
      if (number === 3) seen = JSON.parse(readFileSync(own, 'utf8')) as object;
    });
    await again();
    writeFileSync(lock, JSON.stringify(seen));
    return seen;
  };

  it.each<[string, object, boolean]>([
    ['of a process that is gone', { pid: spawnSync('true').pid }, true],
    ['of a process whose number another one has now', { began: '1' }, true],
    ['of this very process', {}, false],
    ['of another machine', { place: 'elsewhere' }, false],
  ])('a lock %s: %j is taken over: %j', async (_, change, isTaken) => {
    const { again, lock } = await migration();
    const owner = await here(lock);
    writeFileSync(lock, JSON.stringify({ ...owner, ...change }));
    expect((await again()).exit).toBe(isTaken ? 0 : 2);
    expect(existsSync(lock)).toBe(!isTaken);
  });

  it.each(['{"place":"elsewhere","pid":1,"began":"","run":"x"}', ''])(
    'a lock %j that nobody has touched for a minute is taken over',
    async (text) => {
      const { again, lock } = await migration();
      writeFileSync(lock, text);
      const before = new Date(Date.now() - 70_000);
      expect((await again()).exit).toBe(2);
      utimesSync(lock, before, before);
      expect((await again()).exit).toBe(0);
    },
  );
});

test('where no lock can be, the later of two runs wins', async () => {
  let held: SavedState | undefined;
  const store: StateStore = {
    title: 'key state.json of configmap/march',
    load: async () => ok(held),
    save: async (state) => {
      held = state;
    },
  };
  const identity = { reader: '', writer: '', selector: '', drop: [], tenants: [] };
  const state = emptyState({ name: 'march', identity, product: 'prometheus', start: 0, end: 1 });
  const [first, second] = [ownedBy('first', store), ownedBy('second', store)];
  await first.save(state);
  await first.save({ ...state, samples: 1 });
  await second.save(state);
  await expect(first.save({ ...state, samples: 2 })).rejects.toThrow(TakenOver);
  await second.save({ ...state, samples: 3 });
  expect(held).toMatchObject({ run: 'second', samples: 3 });
});
