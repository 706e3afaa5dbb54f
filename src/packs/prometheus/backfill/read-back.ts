import type { HttpClient, HttpStream } from '../../../live/http-client.ts';
import { ExportReader, type HeldSink } from '../wire/export-lines.ts';
import { histogramBits, readHistogramBits } from '../wire/histogram.ts';
import type { Label } from '../wire/labels.ts';
import { type Matcher, OPERATORS } from '../wire/read-request.ts';
import { Samples } from '../wire/samples.ts';
import type { SeriesSink } from '../wire/series.ts';
import { histogramsOf, SAME_LABELS, SeriesNames } from './copy-range.ts';
import type { Fidelity } from './digests.ts';
import type { BackfillOptions } from './options.ts';
import type { Product } from './products.ts';
import type { Range } from './ranges.ts';
import { type RangeRead, ReadFailure, type ReadStore, readRange } from './read-range.ts';
import { EVERY_SERIES, readSelector } from './selector.ts';

/** A destination that can be read back. */
export interface ReadBackStore {
  readonly fidelity: Fidelity;
  /** @throws ReadFailure. The sink may have got a part of the range; `restart` is called before it gets it, or gets it again. */
  read(range: Range, sink: HeldSink, restart: () => void): Promise<HeldAnswer>;
}

/** What is to be known of the values that a destination has shown. */
export type HeldAnswer = Pick<RangeRead, 'losesSigns'>;

/** Whether the destination holds anything in a range. */
export async function holdsAnything(
  range: Range,
  readBack: ReadBackStore,
  patiently: <T>(attempt: () => Promise<T>) => Promise<T>,
): Promise<boolean> {
  let samples = 0;
  const sink: HeldSink = {
    series: () => undefined,
    samples: ({ length }) => {
      samples += length;
    },
  };
  await patiently(() =>
    readBack.read(range, sink, () => {
      samples = 0;
    }),
  );
  return samples > 0;
}

/** Read back by remote_read. @param product of the destination */
export function remoteReadBack(
  store: ReadStore,
  { keepsSignOfZero }: Pick<Product, 'keepsSignOfZero'>,
): ReadBackStore {
  return {
    fidelity: 'exact',
    async read(range, sink, restart) {
      const { losesSigns } = await readRange(store, range, () => {
        restart();
        return heldBy(sink);
      });
      return { losesSigns: losesSigns || !keepsSignOfZero };
    },
  };
}

function heldBy(sink: HeldSink): SeriesSink {
  const names = new SeriesNames(SAME_LABELS);
  const one = new Samples();
  return {
    begin(bytes, labels, pairs) {
      names.read(bytes, labels, pairs);
      sink.series(names.key);
    },
    samples: (samples) => sink.samples(samples),
    histogram(time, bytes, from, end) {
      readHistogramBits(bytes, from, end);
      sink.series(histogramsOf(names.key));
      one.clear();
      one.add(time, histogramBits.high, histogramBits.low);
      sink.samples(one);
    },
    end: () => undefined,
  };
}

/** What to ask a destination for: labels that are dropped or that it adds cannot be asked for there. */
export function matchersThere(
  { matchers, drop }: Pick<BackfillOptions, 'matchers' | 'drop'>,
  added: readonly Label[],
): readonly Matcher[] {
  const names = new Set(added.map(({ name }) => name));
  const left = matchers.filter(({ name }) => !drop.has(name) && !names.has(name));
  if (left.some(({ value, operator }) => operator === '=' && value !== '')) return left;
  const every = readSelector(EVERY_SERIES);
  return every.ok ? [...left, ...every.value] : left;
}

const selectorOf = (matchers: readonly Matcher[]): string =>
  `{${matchers.map(({ name, operator, value }) => `${nameText(name)}${operator}${JSON.stringify(value)}`).join(',')}}`;

const nameText = (name: string): string => (/^[a-zA-Z_][\w:]*$/.test(name) ? name : JSON.stringify(name));

interface ExportStore {
  readonly client: HttpClient;
  /** Of an API path: `/api/v1/export`. */
  readonly at: (path: string, query: Readonly<Record<string, string>>) => URL;
  readonly matchers: readonly Matcher[];
}

let questions = 0;

/** What was written a moment ago is shown once this was asked. */
const FLUSH = '/internal/force_flush';
const EXPORT = '/api/v1/export';

const isOk = (status: number): boolean => status >= 200 && status < 300;

/** Why a store cannot be read back by its export. */
export class ExportRefused extends ReadFailure {
  /** Whether it would not make what was written be seen. Then what is missing may be there, and must not be sent again. */
  readonly isFlush: boolean;

  constructor(message: string, what: ReadFailure['what'], status: number, isFlush: boolean) {
    super(message, what, status);
    this.isFlush = isFlush;
  }
}

async function refused(answer: HttpStream, path: typeof FLUSH | typeof EXPORT): Promise<ExportRefused> {
  const { status } = answer;
  const text = (await answer.text().catch(() => '')).trim().slice(0, 1000);
  const mayPass = status >= 500 || status === 429 || status === 408;
  return new ExportRefused(
    `${path} answers HTTP ${status}: ${text || 'no text'}`,
    mayPass ? 'again' : 'final',
    status,
    path === FLUSH,
  );
}

/**
 * Read back by VictoriaMetrics' export of raw samples. A filter that was asked before the data came can go on answering
 * from a cache, so that each question has a filter of its own, which holds for every series.
 */
export function exportReadBack({ client, at, matchers }: ExportStore): ReadBackStore {
  const ask = async (path: string, query: Readonly<Record<string, string>>) => {
    const sent = await client.send({ url: at(path, query) });
    if (!sent.ok) throw new ReadFailure(`${sent.error.what} ${sent.error.remedy}`, 'again');
    return sent.value;
  };
  return {
    fidelity: 'rounded',
    async read([from, to], sink, restart) {
      restart();
      const flushed = await ask(FLUSH, {});
      if (!isOk(flushed.status)) throw await refused(flushed, FLUSH);
      await flushed.text().catch(() => '');
      questions++;
      const fresh: Matcher = {
        name: `phasegate_${process.pid}_${questions}`,
        operator: OPERATORS[0],
        value: '',
      };
      const answer = await ask(EXPORT, {
        'match[]': selectorOf([...matchers, fresh]),
        start: String(from / 1000),
        end: String((to - 1) / 1000),
        reduce_mem_usage: '1',
        nocache: '1',
      });
      if (answer.status !== 200) throw await refused(answer, EXPORT);
      try {
        const lines = new ExportReader(sink);
        for await (const part of answer.body) lines.push(part);
        lines.finish();
        return { losesSigns: true };
      } catch (error) {
        throw new ReadFailure(`the export was cut off: ${answer.shown((error as Error).message)}`, 'again');
      }
    },
  };
}
