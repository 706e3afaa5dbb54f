import { resolve } from 'node:path';
import { EarlyExit } from '../../../early-exit.ts';
import { inClusterServer } from '../../../live/in-cluster.ts';
import type { Terminal } from '../../../pack.ts';
import type { Matcher } from '../wire/read-request.ts';
import { BadSamples } from './bad-samples.ts';
import type { Concern } from './concerns.ts';
import { configMapName, configMapState } from './config-map-state.ts';
import { CopySink, HistogramsDropped, type Relabelling } from './copy-range.ts';
import { type Destination, productOf, readBackUrl, Server } from './destination.ts';
import { Digests } from './digests.ts';
import { MARKER, writeMarker } from './marker.ts';
import { Migration } from './migration.ts';
import type { BackfillOptions } from './options.ts';
import { type Patience, patiently } from './patience.ts';
import { type Preflight, preflight } from './preflight.ts';
import { PRODUCTS } from './products.ts';
import { barProgress, lineProgress, type Progress } from './progress.ts';
import { lengthOf, type Range, without } from './ranges.ts';
import { exportReadBack, type ReadBackStore, remoteReadBack } from './read-back.ts';
import { ReadFailure, type ReadStore, readRange } from './read-range.ts';
import { concernText, type Outcome, type RunResult } from './report.ts';
import { EVERY_SERIES, readSelector } from './selector.ts';
import { compactionsOf } from './server-settings.ts';
import {
  differences,
  emptyState,
  fileState,
  type Identity,
  type SavedState,
  type StateStore,
  sameIdentity,
} from './state.ts';
import { WriteFailure, WriteQueue } from './write-queue.ts';

/** What a run works with; made once. */
interface Run {
  readonly options: BackfillOptions;
  readonly terminal: Terminal;
  readonly now: number;
  readonly sourceServer: Server;
  readonly source: ReadStore;
  readonly destination: Destination;
  readonly patience: Patience;
  /** Where refused samples are kept. */
  readonly bad?: BadSamples;
}

const identityOf = ({ reader, writer, selector, drop }: BackfillOptions): Identity => ({
  reader: `${reader.url.origin}${reader.url.pathname}`,
  writer: `${writer.url.origin}${writer.url.pathname}`,
  selector,
  drop: [...drop].sort(),
  tenants: [reader, writer].map(({ headers }) => headers['x-scope-orgid'] ?? headers['thanos-tenant'] ?? ''),
});

async function destinationOf(options: BackfillOptions, stopping: AbortSignal): Promise<Destination> {
  const server = new Server(options.writer, options.writer.url, stopping);
  const said = await productOf(server);
  if (stopping.aborted)
    throw new EarlyExit('phasegate: interrupted before anything was sent; run the same command again');
  const name = options.destination ?? said?.name;
  if (name === undefined) {
    const reached = await server.client.send({ url: server.at('/') });
    if (!reached.ok) throw new EarlyExit(`phasegate: ${reached.error.what} ${reached.error.remedy}`);
    throw new EarlyExit(
      `phasegate: ${options.writer.url.host} does not say which product it is; check that it runs, or pass --destination, such as --destination prometheus`,
    );
  }
  return {
    name,
    product: PRODUCTS[name],
    server,
    ...(said?.version !== undefined && { version: said.version }),
  };
}

/** The store that a history is read from, and what closes its connections. */
export function sourceOf(
  options: BackfillOptions,
  stopping: AbortSignal,
): { source: ReadStore; server: Server; close: () => void } {
  const server = new Server(options.reader, options.reader.url, stopping);
  const source = {
    client: server.client,
    url: options.reader.url,
    matchers: options.matchers,
    maxBytes: options.maxReadBytes,
  };
  return { source, server, close: () => server.client.close() };
}

/** Copies, compares and says what came of it. @throws EarlyExit where the run cannot begin */
export async function runBackfill(
  options: BackfillOptions,
  terminal: Terminal,
  now: number,
): Promise<RunResult> {
  const stopping = terminal.interrupted;
  const writes = options.mode === 'copy' || options.mode === 'verify-only';
  const bad =
    options.skipBad !== undefined && writes ? new BadSamples(options.skipBad, options.writer.url) : undefined;
  const { source, server: sourceServer } = sourceOf(options, stopping);
  const destination = await destinationOf(options, stopping);
  const patience: Patience = { retryFor: options.retryFor, stopping };
  const run: Run = {
    options,
    terminal,
    now,
    sourceServer,
    source,
    destination,
    patience,
    ...(bad && { bad }),
  };
  try {
    return await (options.mode === 'dry-run' ? count(run) : migrate(run));
  } finally {
    sourceServer.client.close();
    destination.server.client.close();
  }
}

const resultOf = (run: Run, range: Range, outcome: Outcome, rest: Partial<RunResult> = {}): RunResult => ({
  name: run.options.name,
  outcome,
  range,
  product: [run.destination.product.title, run.destination.version].filter(Boolean).join(' '),
  samples: 0,
  requests: 0,
  bytes: 0,
  retries: 0,
  histograms: 0,
  unstorable: 0,
  skipped: 0,
  wallMs: 0,
  concerns: [],
  first: [],
  second: [],
  ...rest,
});

/** Reads everything and sends nothing. */
async function count(run: Run): Promise<RunResult> {
  const { options, now, source, patience, destination } = run;
  const range: Range = [options.start, options.end ?? now];
  const started = performance.now();
  let samples = 0;
  let histograms = 0;
  const length = options.longestSlab ?? destination.product.slab;
  for (let at = range[0]; at < range[1]; at += length) {
    const digests = new Digests();
    const sink = await patiently(async () => {
      digests.clear();
      const fresh = new CopySink(undefined, digests, {
        relabelling: { drop: options.drop, added: [] },
        fidelity: 'exact',
      });
      await readRange(source, [at, Math.min(at + length, range[1])], fresh);
      return fresh;
    }, patience);
    samples += digests.samples;
    histograms += sink.histograms;
  }
  return resultOf(run, range, 'counted', { samples, histograms, wallMs: performance.now() - started });
}

/** @throws EarlyExit where there is no cluster around */
function stateStoreOf({ state, shard }: BackfillOptions, { cwd, env, interrupted }: Terminal): StateStore {
  const name = configMapName(state);
  if (name === undefined) return fileState(resolve(cwd, state));
  const server = inClusterServer({ env, stopping: interrupted });
  if (server === undefined)
    throw new EarlyExit(
      `phasegate: --state configmap/${name} works in a pod, with its service account; elsewhere give a file`,
    );
  return configMapState(server, name, shard);
}

/** @throws EarlyExit where the state is another migration's */
async function stateFor(run: Run, store: StateStore): Promise<{ state: SavedState; isNew: boolean }> {
  const { options, now, destination } = run;
  const loaded = await store.load();
  if (!loaded.ok) throw new EarlyExit(`phasegate: ${loaded.error}`);
  const identity = identityOf(options);
  const saved = loaded.value;
  if (saved === undefined) {
    const fresh = emptyState({
      name: options.name,
      identity,
      product: destination.name,
      start: options.start,
      end: options.end ?? now,
    });
    const isCopied = options.mode === 'verify-only';
    return {
      state: isCopied ? { ...fresh, copied: [[fresh.start, fresh.end]], copiedAt: now } : fresh,
      isNew: true,
    };
  }
  if (!sameIdentity(saved.identity, identity))
    throw new EarlyExit(
      `phasegate: ${store.title} is of another migration (${differences(saved.identity, identity).join('; ')}); pass --state or --name for this one`,
    );
  // Without --end the range of the first run stays, so that running again ends where it would have ended.
  return {
    state: { ...saved, start: Math.min(saved.start, options.start), end: options.end ?? saved.end },
    isNew: false,
  };
}

function readBackOf({ options, destination }: Run, checked: Preflight): ReadBackStore | undefined {
  const matchers = matchersThere(options, checked);
  const { client } = destination.server;
  const url = readBackUrl(options, destination);
  if (url !== undefined) return remoteReadBack({ client, url, matchers, maxBytes: options.maxReadBytes });
  if (destination.product.readBack === 'export')
    return exportReadBack({ client, at: (path, query) => destination.server.at(path, query), matchers });
  return undefined;
}

/** Labels that are dropped or that the destination adds cannot be asked for there. */
function matchersThere({ matchers, drop }: BackfillOptions, { destination }: Preflight): readonly Matcher[] {
  const added = new Set(destination.externalLabels.map(({ name }) => name));
  const left = matchers.filter(({ name }) => !drop.has(name) && !added.has(name));
  if (left.some(({ value, operator }) => operator === '=' && value !== '')) return left;
  const every = readSelector(EVERY_SERIES);
  return every.ok ? [...left, ...every.value] : left;
}

const blocking = ({ options }: Run, concerns: readonly Concern[]): readonly Concern[] =>
  concerns.filter(({ severity, id }) => severity === 'error' && !options.accepted.has(id));

async function migrate(run: Run): Promise<RunResult> {
  const { options, terminal, now, sourceServer, source, destination, bad } = run;
  const store = stateStoreOf(options, terminal);
  const { state, isNew } = await stateFor(run, store);
  const range: Range = [state.start, state.end];
  const checked = await preflight(options, {
    end: state.end,
    now,
    sourceServer,
    store: source,
    destination,
    stopping: terminal.interrupted,
  });
  const { concerns } = checked;
  // What was asked when the interruption came has no answer, which says nothing of the stores.
  if (terminal.interrupted.aborted)
    return resultOf(run, range, 'copied in part', {
      problem: 'interrupted',
      next: 'run the same command again; it goes on where it stopped',
    });
  for (const concern of concerns) terminal.writeError(concernText(concern));
  if (blocking(run, concerns).length > 0)
    return resultOf(run, range, 'refused', {
      concerns,
      next: `fix what is said above, or pass ${blocking(run, concerns)
        .map(({ id }) => `--accept ${id}`)
        .join(' ')}`,
    });
  if (options.mode === 'check') return resultOf(run, range, 'checked', { concerns });
  const progress = await progressFor(terminal, state);
  const queue = new WriteQueue(
    { client: destination.server.client, url: options.writer.url },
    {
      concurrency: options.concurrency,
      maxBytes: options.maxWriteBytes,
      retryFor: options.retryFor,
      stopping: terminal.interrupted,
      resends: destination.product.isIdempotent,
      onRetry: (reason, wait) => progress.note(`trying again in ${(wait / 1000).toFixed(1)} s: ${reason}`),
      ...(options.rate !== undefined && { rate: options.rate }),
      version: options.writeVersion,
      ...(bad !== undefined && { onBad: (sample) => bad.add(sample) }),
    },
  );
  const relabelling: Relabelling = { drop: options.drop, added: checked.destination.externalLabels };
  const readBack = readBackOf(run, checked);
  const started = performance.now();
  const migration = new Migration(
    {
      source,
      queue,
      readBack,
      product: destination.product,
      relabelling,
      dropHistograms: options.dropHistograms,
      stateStore: store,
      patience: {
        ...run.patience,
        onRetry: (reason, wait) => progress.note(`trying again in ${(wait / 1000).toFixed(1)} s: ${reason}`),
      },
      longestSlab: options.longestSlab ?? destination.product.slab,
      compactions: () => compactionsOf(destination.server),
      settle: options.settle,
      now: Date.now,
      watcher: {
        copied: (saved, { samples }) => progress.update(saved, samples),
        compared: ({ unequal, sentAgain, range: compared }) => {
          if (unequal > 0 || sentAgain > 0)
            progress.note(
              `${new Date(compared[0]).toISOString()}: ${sentAgain} samples were missing and sent again, ${unequal} series unequal`,
            );
        },
      },
    },
    state,
  );
  const finish = (outcome: Outcome, rest: Partial<RunResult> = {}): RunResult => {
    progress.end();
    const { samples, requests, bytes, retries } = queue;
    const { first, second } = migration.comparisons;
    const { histograms, unstorable } = migration;
    return resultOf(run, range, outcome, {
      samples,
      requests,
      bytes,
      retries,
      histograms,
      unstorable,
      skipped: bad?.count ?? 0,
      concerns,
      first,
      second,
      wallMs: performance.now() - started,
      ...(needsMarker && { marker: `${MARKER}{job="${options.name}"}` }),
      ...rest,
    });
  };
  const needsMarker = destination.name === 'prometheus' && isNew && options.mode === 'copy';
  try {
    // Where a sample that is sent twice is stored twice, the comparison decides.
    if (destination.product.isIdempotent) await bad?.sendAgain(queue);
    if (options.mode === 'copy') {
      if (needsMarker) {
        writeMarker(queue.request, options.name, Date.now());
        await queue.finish();
        queue.samples = 0;
      }
      await migration.copy();
      if (queue.samples > 0) await migration.noteCompactions();
      if (migration.state.samples === 0 && !options.allowEmpty)
        return finish('nothing found', {
          problem: 'the source has no sample of these series in the whole range',
          next: 'check the selector, the tenant and the range, or pass --allow-empty',
        });
    }
    return finish(...(await prove(run, migration, readBack)));
  } catch (error) {
    const isExpected =
      error instanceof WriteFailure ||
      error instanceof ReadFailure ||
      error instanceof HistogramsDropped ||
      terminal.interrupted.aborted;
    if (!isExpected) throw error;
    const problem = terminal.interrupted.aborted ? 'interrupted' : (error as Error).message;
    const isCopied = migration.left === 0;
    return finish(isCopied && verifiedOnce(migration.state) ? 'copied, verified once' : 'copied in part', {
      problem,
      next: isCopied
        ? 'run it again to compare once more'
        : 'run the same command again; it goes on where it stopped',
    });
  }
}

const covers = (ranges: readonly Range[], { start, end }: SavedState): boolean =>
  lengthOf(without([start, end], ranges)) === 0;

const verifiedOnce = (state: SavedState): boolean => covers(state.verified, state);

/** The comparisons that a run ends with. */
async function prove(
  { options, destination }: Run,
  migration: Migration,
  readBack: ReadBackStore | undefined,
): Promise<[Outcome, Partial<RunResult>]> {
  if (readBack === undefined)
    return [
      'copied, not verifiable',
      { next: 'compare counts on both sides by a query, or pass --unverified if that is known' },
    ];
  const isAgain = options.mode === 'verify-only';
  const isFinalAtOnce = !destination.product.losesOnCompaction;
  if (isAgain) {
    migration.forgetProofs();
    await migration.verify();
  } else if (isFinalAtOnce) {
    if (!verifiedOnce(migration.state)) await migration.verify();
    if (verifiedOnce(migration.state)) return ['verified', {}];
  } else if (options.waits) await verifyForGood(migration);
  if (covers(migration.state.settled, migration.state)) return ['verified', {}];
  return verifiedOnce(migration.state) ? ONCE : UNEQUAL;
}

/** How often a destination may lose what was sent again, before the run leaves it at that. */
const MOST_ROUNDS = 5;

async function verifyForGood(migration: Migration): Promise<void> {
  for (let round = 0; round < MOST_ROUNDS; round++) {
    await migration.waitUntilSettled();
    if (!(await migration.verify())) return;
  }
}

const ONCE: [Outcome, Partial<RunResult>] = [
  'copied, verified once',
  { next: 'pass --verify-only once the destination has compacted, or after --settle has passed' },
];

const UNEQUAL: [Outcome, Partial<RunResult>] = [
  'copied, unequal',
  { next: 'look at the ranges above; what is held with another value stays as it is' },
];

const progressFor = (terminal: Terminal, state: SavedState): Promise<Progress> =>
  terminal.screen === undefined
    ? Promise.resolve(lineProgress(terminal.writeError, state))
    : barProgress(terminal.screen, state);
