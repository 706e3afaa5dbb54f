import { readlinkSync, realpathSync } from 'node:fs';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { err, ok, type Result } from '../../../result.ts';
import type { Identity } from './identity.ts';
import { PRODUCTS, type ProductName } from './products.ts';
import { lengthOf, merged, type Range, within } from './ranges.ts';

/** What a run leaves behind, so that the next one goes on just where it stopped. Times are ms since 1970. */
export interface SavedState {
  readonly version: 1;
  readonly name: string;
  /** The id of the run that wrote it last: a run that finds another's there leaves it alone. */
  readonly run?: string;
  /** A state of one migration is never used for another. */
  readonly identity: Identity;
  readonly product: ProductName;
  readonly start: number;
  readonly end: number;
  /** Acknowledged by the destination. */
  readonly copied: readonly Range[];
  /** Begun and not acknowledged as a whole. */
  readonly inFlight: readonly Range[];
  /** Read back and found equal, after they were copied. */
  readonly verified: readonly Range[];
  /** Read back and found equal once more, after the destination compacted or time had passed. */
  readonly settled: readonly Range[];
  /** Samples that the source has in what is copied. */
  readonly samples: number;
  /** When the last sample was sent. */
  readonly copiedAt?: number;
  /** How many compactions of the destination it takes until all that was sent is compacted; not known while more is sent. */
  readonly compactionsNeeded?: number | undefined;
}

/** What a run has to keep cannot be written: without it, nobody would know what was sent. */
export class NotKept extends Error {}

/** Where state is kept. */
export interface StateStore {
  /** `file backfill.backfill.json`. */
  readonly title: string;
  /** undefined where there is none yet. */
  load(): Promise<Result<SavedState | undefined, string>>;
  /** Returns once it would survive a loss of power. @throws NotKept */
  save(state: SavedState): Promise<void>;
}

export const emptyState = (
  fields: Pick<SavedState, 'name' | 'identity' | 'product' | 'start' | 'end'>,
): SavedState => ({
  version: 1,
  ...fields,
  copied: [],
  inFlight: [],
  verified: [],
  settled: [],
  samples: 0,
});

/** What of a state is proven as well as its destination allows: once more after a compaction, where it loses samples then. */
export const provenIn = ({ product, verified, settled }: SavedState): readonly Range[] =>
  PRODUCTS[product].losesOnCompaction ? settled : merged([...verified, ...settled]);

/** Whether ranges hold all of another. */
export const covers = (ranges: readonly Range[], whole: Range): boolean =>
  lengthOf(within(ranges, whole)) === lengthOf([whole]);

export const addRange = (ranges: readonly Range[], range: Range): readonly Range[] =>
  merged([...ranges, range]);

/** Reads a state's JSON. @returns why it is none, where it is not */
export function parseState(text: string): Result<SavedState, string> {
  try {
    const state = JSON.parse(text) as Partial<SavedState> | null;
    const isState =
      state?.version === 1 &&
      typeof state.identity === 'object' &&
      state.identity !== null &&
      Object.hasOwn(PRODUCTS, state.product ?? '') &&
      [state.copied, state.inFlight, state.verified, state.settled].every(isRanges) &&
      isRange([state.start, state.end]) &&
      Number.isFinite(state.samples) &&
      (state.copiedAt === undefined || isTime(state.copiedAt)) &&
      (state.compactionsNeeded === undefined || Number.isFinite(state.compactionsNeeded));
    return isState ? ok(state as SavedState) : err('it is not a state of phasegate backfill');
  } catch {
    return err('it is not JSON');
  }
}

/** A moment that a date can show. */
const isTime = (time: unknown): boolean => typeof time === 'number' && Math.abs(time) <= 8.64e15;

const isRange = (range: unknown): boolean =>
  Array.isArray(range) && range.length === 2 && range.every(isTime) && range[0] <= range[1];

const isRanges = (ranges: unknown): boolean => Array.isArray(ranges) && ranges.every(isRange);

/**
 * Where a path leads, also by links to a file that is not there yet: a state is replaced as a whole, which would replace a
 * link. What cannot be followed stays as it is, for whoever reads it to tell.
 */
export function followed(path: string, links = 0): string {
  try {
    const target = readlinkSync(path);
    return links === MOST_LINKS ? path : followed(resolve(realpathSync(dirname(path)), target), links + 1);
  } catch {
    return path;
  }
}

/** As many as Linux follows. */
const MOST_LINKS = 40;

/** State in a file, replaced as a whole: a run that is killed leaves the old or the new one. */
export function fileState(path: string): StateStore {
  return {
    title: `file ${path}`,
    async load() {
      let text: string;
      try {
        text = await readFile(path, 'utf8');
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        return code === 'ENOENT' ? ok(undefined) : err(`${path} cannot be read (${code})`);
      }
      const state = parseState(text);
      return state.ok ? state : err(`${path}: ${state.error}; move it away to start again`);
    },
    async save(state) {
      const fresh = `${path}.${process.pid}.new`;
      try {
        const file = await open(fresh, 'w', 0o600);
        try {
          await file.writeFile(`${JSON.stringify(state, undefined, 1)}\n`);
          await file.sync();
        } finally {
          await file.close();
        }
        await rename(fresh, path);
      } catch (error) {
        await rm(fresh, { force: true }).catch(() => undefined);
        const { code } = error as NodeJS.ErrnoException;
        throw new NotKept(`the state cannot be kept: ${path} cannot be written (${code})`);
      }
    },
  };
}
