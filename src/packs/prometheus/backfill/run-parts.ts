import type { Terminal } from '../../../pack.ts';
import type { Label } from '../wire/labels.ts';
import type { BadSamples } from './bad-samples.ts';
import { type Destination, readBackUrl, type Server } from './destination.ts';
import type { MigrationParts } from './migration-parts.ts';
import type { BackfillOptions } from './options.ts';
import type { Patience } from './patience.ts';
import type { Preflight } from './preflight.ts';
import type { Progress } from './progress.ts';
import { exportReadBack, matchersThere, type ReadBackStore, remoteReadBack } from './read-back.ts';
import type { ReadStore } from './read-range.ts';
import { compactionsOf } from './server-settings.ts';
import type { StateStore } from './state.ts';
import { WriteQueue } from './write-queue.ts';

/** What a run works with; made once. */
export interface Run {
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
    return exportReadBack({
      client,
      at: (path, query) => destination.server.question(path, query),
      matchers,
    });
  return undefined;
}

/** Each series costs much once, and little for each sample; of a STREAMED answer, nothing but checksums is held. */
const LONGEST_COMPARED = 3_600_000;

/** What a migration is made of, for a run whose stores were looked at. */
export function partsFor(
  run: Run,
  checked: Preflight,
  stateStore: StateStore,
  progress: Progress,
): MigrationParts {
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
