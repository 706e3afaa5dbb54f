import { EarlyExit } from '../../../early-exit.ts';
import type { Terminal } from '../../../pack.ts';
import { BadSamples } from './bad-samples.ts';
import { CLOCK } from './clock.ts';
import type { Concern } from './concerns.ts';
import { countIn } from './count.ts';
import { type Destination, destinationOf, Server } from './destination.ts';
import { type Ending, endedEarly, INTERRUPTED, NOTHING } from './endings.ts';
import { MARKER, writeMarker } from './marker.ts';
import { figuresOf, serveMetrics } from './metrics.ts';
import { Migration } from './migration.ts';
import { openState, ownState, stateStoreOf } from './open-state.ts';
import { type BackfillOptions, latestEnd } from './options.ts';
import type { Patience } from './patience.ts';
import { preflight } from './preflight.ts';
import { progressFor } from './progress.ts';
import { prove } from './prove.ts';
import type { Range } from './ranges.ts';
import { ReadFailure, type ReadStore } from './read-range.ts';
import { concernText, type RunResult } from './report.ts';
import { partsFor, type Run } from './run-parts.ts';
import type { StateStore } from './state.ts';

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
  const { state, range } = await openState(store, options, destination.name, now);
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
  const hasSent = state.copied.length + state.inFlight.length > 0;
  const needsMarker = destination.name === 'prometheus' && !hasSent && options.mode === 'copy';
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
