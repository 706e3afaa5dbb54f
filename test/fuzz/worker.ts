import { parentPort, workerData } from 'node:worker_threads';
import fc from 'fast-check';
import { loadLibrary } from '../../src/yaml/library.ts';
import { keptInputs } from './corpus.ts';
import { mutatedBytes } from './mutated-bytes.ts';
import { TARGETS } from './targets.ts';

/** What the thread that watches tells this one. */
export interface Order {
  readonly corpus: string;
  readonly target: string;
  readonly until: number;
  /** Number of inputs so far, and length and bytes of the one that is looked at. */
  readonly shared: SharedArrayBuffer;
}

/** What this thread tells the one that watches. */
export type Told =
  | { readonly kind: 'progress'; readonly outcomes: readonly [outcome: string, count: number][] }
  | { readonly kind: 'failure'; readonly input: Uint8Array; readonly message: string; readonly seed: number };

export const INPUTS = 0;
export const LENGTH = 1;
export const HEADER_BYTES = 8;
/** Inputs that led somewhere new are mutated further, as many as this. */
const MOST_NEW = 500;
const BATCH = 200;

/** Fuzzes one target until its time is over or something fails. */
export async function work({ corpus, target: name, until, shared }: Order): Promise<void> {
  const target = TARGETS.find((one) => one.name === name);
  if (target === undefined) throw new Error(`there is no target ${name}`);
  await loadLibrary();
  const counts = new Int32Array(shared, 0, 2);
  const current = new Uint8Array(shared, HEADER_BYTES);
  const pool = keptInputs(corpus, name).map(({ bytes }) => bytes);
  const outcomes = new Map<string, number>();
  const check = async (input: Uint8Array): Promise<void> => {
    current.set(input.subarray(0, current.length));
    counts[LENGTH] = Math.min(input.length, current.length);
    Atomics.add(counts, INPUTS, 1);
    const outcome = await target.check(input);
    if (!outcomes.has(outcome) && pool.length < MOST_NEW) pool.push(input);
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  };
  while (Date.now() < until) {
    const input = fc.oneof(target.inputs, mutatedBytes(pool));
    const run = await fc.check(fc.asyncProperty(input, check), {
      numRuns: BATCH,
      interruptAfterTimeLimit: 60_000,
    });
    parentPort?.postMessage({ kind: 'progress', outcomes: [...outcomes] } satisfies Told);
    if (!run.failed || run.counterexample === null) continue;
    const { counterexample, errorInstance, seed } = run;
    const message = errorInstance instanceof Error ? (errorInstance.stack ?? '') : String(errorInstance);
    parentPort?.postMessage({ kind: 'failure', input: counterexample[0], message, seed } satisfies Told);
    return;
  }
}

if (workerData !== null) await work(workerData as Order);
