import { relative } from 'node:path';
import { Worker } from 'node:worker_threads';
import { keepFailure, keptInputs } from './corpus.ts';
import { TARGETS } from './targets.ts';
import { HEADER_BYTES, INPUTS, LENGTH, type Order, type Told } from './worker.ts';

/** An input that is looked at for so long has no end, in ms. */
const TOO_LONG = 30_000;
/** Of the whole process, in bytes. */
const TOO_MUCH = 4 * 2 ** 30;
const LONGEST_INPUT = 1 << 20;

interface Ended {
  readonly inputs: number;
  readonly outcomes: readonly [outcome: string, count: number][];
  readonly failure?: { readonly input: Uint8Array; readonly message: string };
}

/** Runs one target in a thread of its own, which is ended where an input takes too long or too much memory. */
function runTarget(bundle: string, order: Omit<Order, 'shared'>): Promise<Ended> {
  const shared = new SharedArrayBuffer(HEADER_BYTES + LONGEST_INPUT);
  const counts = new Int32Array(shared, 0, 2);
  const worker = new Worker(bundle, {
    workerData: { ...order, shared } satisfies Order,
    execArgv: ['--enable-source-maps'],
  });
  const current = () => new Uint8Array(shared, HEADER_BYTES).slice(0, counts[LENGTH]);
  return new Promise((resolve) => {
    let outcomes: Ended['outcomes'] = [];
    let failure: Ended['failure'];
    let last = { inputs: -1, at: Date.now() };
    const end = (message: string): void => {
      failure ??= { input: current(), message };
      void worker.terminate();
    };
    const watch = setInterval(() => {
      const inputs = Atomics.load(counts, INPUTS);
      if (inputs !== last.inputs) last = { inputs, at: Date.now() };
      else if (Date.now() - last.at > TOO_LONG) end(`no end within ${TOO_LONG / 1000} s`);
      if (process.memoryUsage.rss() > TOO_MUCH) end(`more than ${TOO_MUCH} bytes of memory`);
    }, 500);
    worker.on('message', (told: Told) => {
      if (told.kind === 'progress') outcomes = told.outcomes;
      else failure = { input: told.input, message: `seed ${told.seed}: ${told.message}` };
    });
    worker.on('error', (error) => end(String(error instanceof Error ? error.stack : error)));
    worker.on('exit', () => {
      clearInterval(watch);
      resolve({ inputs: Atomics.load(counts, INPUTS), outcomes, ...(failure && { failure }) });
    });
  });
}

interface Asked {
  readonly minutes: number;
  readonly targets: readonly string[];
}

/** @throws Error for words that ask for nothing that can be done */
function readWords(argv: readonly string[]): Asked {
  const at = argv.indexOf('--minutes');
  const minutes = at < 0 ? 1 : Number(argv[at + 1]);
  const named = argv.filter((_, index) => at < 0 || (index !== at && index !== at + 1));
  const names = TARGETS.map(({ name }) => name);
  const unknown = named.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`unknown target ${unknown}; use ${names.join(', ')}`);
  if (!(minutes > 0)) throw new Error('--minutes needs a number above 0');
  return { minutes, targets: named.length > 0 ? named : names };
}

const OUTCOMES_SHOWN = 6;

function shownCounts({ inputs, outcomes }: Ended, kept: number): string {
  const most = outcomes.toSorted(([, a], [, b]) => b - a).slice(0, OUTCOMES_SHOWN);
  const lines = most.map(([outcome, count]) => `    ${String(count).padStart(8)}  ${outcome}`);
  return [`${inputs} inputs, ${outcomes.length} outcomes, ${kept} kept inputs`, ...lines].join('\n');
}

/** @param bundle the file that a thread of a target runs @param corpus `test/fuzz/corpus` @returns the exit code */
export async function fuzz(argv: readonly string[], bundle: string, corpus: string): Promise<number> {
  const { minutes, targets } = readWords(argv);
  const share = (minutes * 60_000) / targets.length;
  let failed = 0;
  for (const target of targets) {
    const until = Date.now() + share;
    const kept = keptInputs(corpus, target).length;
    const ended = await runTarget(bundle, { corpus, target, until });
    console.log(`${target}: ${shownCounts(ended, kept)}`);
    if (ended.failure === undefined) continue;
    failed += 1;
    const path = keepFailure(corpus, target, ended.failure.input);
    console.log(`${target}: FAILED, kept as ${relative(process.cwd(), path)}\n${ended.failure.message}`);
  }
  console.log(`${targets.length} targets, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}
