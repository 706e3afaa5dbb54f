import { EarlyExit } from '../../../early-exit.ts';
import type { Terminal } from '../../../pack.ts';
import type { Label } from '../wire/labels.ts';
import { BadSamples } from './bad-samples.ts';
import { CLOCK } from './clock.ts';
import { NothingShown } from './compare.ts';
import type { Concern } from './concerns.ts';
import { HistogramsDropped } from './copy-range.ts';
import { countIn } from './count.ts';
import { type Destination, destinationOf, readBackUrl, Server } from './destination.ts';
import { MARKER, writeMarker } from './marker.ts';
import { figuresOf, serveMetrics } from './metrics.ts';
import { Migration, type MigrationParts } from './migration.ts';
import { openState, ownState, stateStoreOf } from './open-state.ts';
import { type BackfillOptions, latestEnd } from './options.ts';
import type { Patience } from './patience.ts';
import { type Preflight, preflight } from './preflight.ts';
import { barProgress, lineProgress, type Progress } from './progress.ts';
import { type Ending, NOTHING, prove } from './prove.ts';
import type { Range } from './ranges.ts';
import {
  ExportRefused,
  exportReadBack,
  matchersThere,
  type ReadBackStore,
  remoteReadBack,
} from './read-back.ts';
import { ReadFailure, type ReadStore } from './read-range.ts';
import { concernText, type RunResult } from './report.ts';
import { compactionsOf } from './server-settings.ts';
import { NotKept, type SavedState, type StateStore } from './state.ts';
import { TakenOver } from './state-lock.ts';
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
  clock = CLOCK,
): Promise<RunResult> {
  const stopping = terminal.interrupted;
  const writes = options.mode === 'copy' || options.mode === 'verify-only';
  const bad =
    options.skipBad !== undefined && writes ? new BadSamples(options.skipBad, options.writer.url) : undefined;
  const { source, server: sourceServer, close } = sourceOf(options, stopping);
  const writer = new Server(options.writer, options.writer.url, stopping);
  try {
    await Promise.all([sourceServer.locate(), writer.locate()]);
    const destination = await destinationOf(options, writer);
    const patience: Patience = { retryFor: options.retryFor, stopping, clock };
    const replaced = destination.addedLabels.map(({ name }) => name);
    const asked = { ...options, drop: new Set([...options.drop, ...replaced]) };
    const run = {
      options: asked,
      terminal,
      now,
      sourceServer,
      source,
      destination,
      patience,
      ...(bad && { bad }),
    };
    if (asked.mode === 'dry-run') return await dryRun(run);
    if (asked.mode === 'check') return await migrate(run, stateStoreOf(asked, terminal));
    const { store, release } = ownState(asked, terminal);
    return await migrate(run, store).finally(release);
  } catch (error) {
    // What was asked when the interruption came has no answer, which says nothing of the stores.
    if (stopping.aborted)
      return resultOf(
        options,
        'a store that was not asked yet',
        [options.start, options.end ?? latestEnd(now)],
        {
          outcome: 'copied in part',
          ...INTERRUPTED,
        },
      );
    if (error instanceof ReadFailure) throw new EarlyExit(`phasegate: ${error.message}`);
    throw error;
  } finally {
    close();
    writer.client.close();
  }
}

const GO_ON = 'run the same command again; it goes on where it stopped';
const INTERRUPTED = { problem: 'interrupted', next: GO_ON } as const;

/** What a run came to. @param product title and version of the destination */
const resultOf = (
  { name }: BackfillOptions,
  product: string,
  range: Range,
  rest: Pick<RunResult, 'outcome'> & Partial<RunResult>,
): RunResult => ({
  name,
  range,
  product,
  samples: 0,
  requests: 0,
  bytes: 0,
  retries: 0,
  histograms: 0,
  leftOut: [],
  unstorable: 0,
  skipped: 0,
  wallMs: 0,
  concerns: [],
  first: [],
  second: [],
  ...rest,
});

/** The labels that a series has there beside its own. */
const addedBy = ({ destination }: Run, checked: Preflight): readonly Label[] => [
  ...checked.destination.externalLabels,
  ...destination.addedLabels,
];

function readBackOf(run: Run, checked: Preflight): ReadBackStore | undefined {
  const { options, destination } = run;
  const matchers = matchersThere(options, addedBy(run, checked));
  const { client } = destination.server;
  const url = readBackUrl(options, destination);
  if (url !== undefined)
    return remoteReadBack({ client, url, matchers, maxBytes: options.maxReadBytes }, destination.product);
  if (destination.product.readBack === 'export')
    return exportReadBack({ client, at: (path, query) => destination.server.at(path, query), matchers });
  return undefined;
}

const productText = ({ product, version }: Destination): string =>
  [product.title, version].filter(Boolean).join(' ');

/** Reads everything and sends nothing. @throws ReadFailure */
async function dryRun(run: Run): Promise<RunResult> {
  const { options, now, source, patience, destination, terminal } = run;
  const { range } = await openState(stateStoreOf(options, terminal), options, destination.name, now);
  const started = performance.now();
  const counts = await countIn(source, range, {
    drop: options.drop,
    longest: options.longestSlab ?? destination.product.slab,
    patience,
  });
  return resultOf(options, productText(destination), range, {
    outcome: 'counted',
    ...counts,
    wallMs: performance.now() - started,
  });
}

const blocking = ({ options }: Run, concerns: readonly Concern[]): readonly Concern[] =>
  concerns.filter(({ severity, id }) => severity === 'error' && !options.accepted.has(id));

async function migrate(run: Run, store: StateStore): Promise<RunResult> {
  const { options, terminal, now, destination, bad } = run;
  const { state, range, isNew } = await openState(store, options, destination.name, now);
  const checked = await preflight(
    { ...options, start: range[0] },
    {
      ...run,
      store: run.source,
      end: range[1],
      stopping: terminal.interrupted,
    },
  );
  const { concerns } = checked;
  const result = (rest: Pick<RunResult, 'outcome'> & Partial<RunResult>): RunResult =>
    resultOf(options, productText(destination), range, { concerns, ...rest });
  // Findings of a look that was interrupted are not those of the stores.
  if (terminal.interrupted.aborted)
    return result({ outcome: 'copied in part', ...INTERRUPTED, concerns: [] });
  for (const concern of concerns) terminal.writeError(concernText(concern));
  const refused = blocking(run, concerns);
  if (refused.length > 0)
    return result({
      outcome: 'refused',
      next: `fix what is said above, or pass ${refused.map(({ id }) => `--accept ${id}`).join(' ')}`,
    });
  if (options.mode === 'check') return result({ outcome: 'checked' });
  const progress = await progressFor(terminal, state);
  const parts = partsFor(run, checked, store, progress);
  const migration = new Migration(parts, state, range);
  const metrics =
    options.metricsListen &&
    (await serveMetrics(options.metricsListen, {
      name: options.name,
      state: () => migration.state,
      figures: () => figuresOf(migration),
    }));
  const started = performance.now();
  const needsMarker = destination.name === 'prometheus' && isNew && options.mode === 'copy';
  const ending = await carryOut(run, migration, needsMarker).catch((error: unknown) =>
    endedEarly(error, migration, terminal.interrupted),
  );
  progress.end();
  await metrics?.close();
  const { samples, requests, bytes, retries } = parts.queue;
  const { histograms, leftOut, unstorable, comparisons } = migration;
  return result({
    ...{ samples, requests, bytes, retries, histograms, leftOut, unstorable, ...comparisons },
    skipped: bad?.count ?? 0,
    wallMs: performance.now() - started,
    ...(needsMarker && { marker: `${MARKER}{job="${options.name}"}` }),
    ...ending,
  });
}

/** Each series costs much once, and little for each sample; of a STREAMED answer, nothing but checksums is held. */
const LONGEST_COMPARED = 3_600_000;

function partsFor(run: Run, checked: Preflight, stateStore: StateStore, progress: Progress): MigrationParts {
  const { options, terminal, source, destination, patience, bad } = run;
  const { product, server } = destination;
  if (bad !== undefined) bad.added = checked.destination.externalLabels;
  const onRetry = (reason: string, wait: number): void =>
    progress.note(`trying again in ${(wait / 1000).toFixed(1)} s: ${reason}`);
  const queue = new WriteQueue(
    { client: server.client, url: options.writer.url },
    {
      concurrency: options.concurrency,
      maxBytes: options.maxWriteBytes,
      retryFor: options.retryFor,
      stopping: terminal.interrupted,
      resends: product.isIdempotent,
      onRetry,
      ...(patience.clock && { clock: patience.clock }),
      ...(options.rate !== undefined && { rate: options.rate }),
      version: options.writeVersion,
      ...(bad !== undefined && { onBad: (sample) => bad.add(sample) }),
    },
  );
  return {
    source,
    queue,
    readBack: readBackOf(run, checked),
    product,
    relabelling: { drop: options.drop, added: addedBy(run, checked) },
    dropHistograms: options.dropHistograms,
    ...(bad !== undefined && { isRefused: (key, time) => bad.hasRefused(key, time) }),
    stateStore,
    patience: { ...patience, onRetry },
    longestSlab: options.longestSlab ?? product.slab,
    longestCompared: options.longestSlab ?? LONGEST_COMPARED,
    compactions: () => compactionsOf(server),
    settle: options.settle,
    now: Date.now,
    watcher: {
      copied: (saved, { samples }) => progress.update(saved, samples),
      compared: ({ unequal, sentAgain, isUnseen, range: compared }) => {
        // Of slabs that are not shown, the first is enough.
        if (sentAgain > 0 || (unequal > 0 && !isUnseen))
          progress.note(
            `${new Date(compared[0]).toISOString()}: ${sentAgain} samples were missing and sent again, ${
              isUnseen ? `none of ${unequal} series shown` : `${unequal} series unequal`
            }`,
          );
      },
    },
  };
}

/** Copies as far as it is asked for, and compares. @throws what ends a run early */
async function carryOut(
  { options, destination, bad }: Run,
  migration: Migration,
  needsMarker: boolean,
): Promise<Ending> {
  const { queue } = migration.parts;
  await migration.begin();
  // Where a sample that is sent twice is stored twice, the comparison decides.
  if (bad !== undefined && bad.count > 0 && destination.product.isIdempotent)
    await migration.sendKept(() => bad.sendAgain(queue));
  if (options.mode === 'copy') {
    if (needsMarker) {
      writeMarker(queue.request, options.name, Date.now());
      await queue.finish();
      queue.samples = 0;
    }
    const hasToCopy = migration.left > 0;
    await migration.copy();
    if (queue.samples > 0) await migration.noteCompactions();
    // Before a wait of hours for nothing.
    if (hasToCopy && migration.hasFoundNothing && !options.allowEmpty) return NOTHING;
  }
  return prove(migration, options);
}

/** @throws what is no failure of a store, of a file or of the connection */
function endedEarly(error: unknown, migration: Migration, stopping: AbortSignal): Ending {
  const isExpected =
    error instanceof WriteFailure ||
    error instanceof ReadFailure ||
    error instanceof HistogramsDropped ||
    error instanceof NotKept ||
    error instanceof TakenOver ||
    stopping.aborted;
  if (!isExpected) throw error;
  const isCopied = migration.left === 0;
  const goOn = isCopied ? 'run it again to compare once more' : GO_ON;
  const next = stopping.aborted ? goOn : nextAfter(error, goOn);
  return {
    outcome: isCopied && migration.isVerifiedOnce ? 'copied, verified once' : 'copied in part',
    problem: stopping.aborted ? 'interrupted' : (error as Error).message,
    next,
  };
}

function nextAfter(error: unknown, goOn: string): string {
  if (error instanceof NothingShown) return error.next;
  if (error instanceof TakenOver) return `wait until the other run has ended, then ${GO_ON}`;
  if (error instanceof NotKept) return `make it writable, then ${GO_ON}`;
  if (error instanceof ExportRefused && error.what === 'final')
    return `let the destination be read back (--check says how), then ${goOn}`;
  return goOn;
}

const progressFor = (terminal: Terminal, state: SavedState): Promise<Progress> =>
  terminal.screen === undefined
    ? Promise.resolve(lineProgress(terminal.writeError, state))
    : barProgress(terminal.screen, state);
