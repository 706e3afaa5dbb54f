import Long from 'long';
import protobuf from 'protobufjs';
import { compress, uncompress } from 'snappyjs';
import { type History, type Labels, labelsIn, type Point, seriesText } from './history.ts';

/** Values are fixed64 here, so that no bit of a NaN is lost on the way through a number. */
const { root } = protobuf.parse(
  `syntax = "proto3";
  message Label { string name = 1; string value = 2; }
  message Sample { fixed64 value = 1; int64 timestamp = 2; }
  message BucketSpan { sint32 offset = 1; uint32 length = 2; }
  message Histogram {
    oneof count { uint64 count_int = 1; double count_float = 2; }
    double sum = 3; sint32 schema = 4; double zero_threshold = 5;
    oneof zero_count { uint64 zero_count_int = 6; double zero_count_float = 7; }
    repeated BucketSpan negative_spans = 8; repeated sint64 negative_deltas = 9; repeated double negative_counts = 10;
    repeated BucketSpan positive_spans = 11; repeated sint64 positive_deltas = 12; repeated double positive_counts = 13;
    int32 reset_hint = 14; int64 timestamp = 15; repeated double custom_values = 16;
  }
  message TimeSeries { repeated Label labels = 1; repeated Sample samples = 2; repeated Histogram histograms = 4; }
  message WriteRequest { repeated TimeSeries timeseries = 1; }
  message QueryResult { repeated TimeSeries timeseries = 1; }
  message ReadResponse { repeated QueryResult results = 1; }
  message Chunk { int32 type = 3; bytes data = 4; }
  message ChunkedSeries { repeated Label labels = 1; repeated Chunk chunks = 2; }
  message ChunkedReadResponse { repeated ChunkedSeries chunked_series = 1; }
  message LabelMatcher { int32 type = 1; string name = 2; string value = 3; }
  message Query { int64 start_timestamp_ms = 1; int64 end_timestamp_ms = 2; repeated LabelMatcher matchers = 3; }
  message ReadRequest { repeated Query queries = 1; repeated int32 accepted_response_types = 2; }`,
  { keepCase: true },
);

const encode = (name: string, value: object): Uint8Array => {
  const type = root.lookupType(name);
  return type.encode(type.fromObject(value)).finish();
};

interface Label {
  readonly name: string;
  readonly value: string;
}

const labelList = (labels: Labels): Label[] =>
  Object.entries(labels)
    .map(([name, value]) => ({ name, value }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));

const labelsOf = (list: readonly Label[]): Labels =>
  Object.fromEntries(list.map(({ name, value }) => [name, value]));

async function post(
  url: string,
  body: Uint8Array,
  headers: Readonly<Record<string, string>>,
): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-protobuf', 'content-encoding': 'snappy', ...headers },
    body: new Uint8Array(compress(body)),
  });
}

/** Sends series by remote_write. @throws where they are refused */
export async function write(url: string, timeseries: readonly object[]): Promise<void> {
  const answer = await post(url, encode('WriteRequest', { timeseries }), {
    'x-prometheus-remote-write-version': '0.1.0',
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`remote_write: HTTP ${answer.status}: ${text}`);
}

export const floatSeries = (labels: Labels, points: readonly Point[]): object => ({
  labels: labelList(labels),
  samples: points.map(([time, bits]) => ({ timestamp: time, value: Long.fromString(bits.toString(), true) })),
});

export const histogramSeries = (labels: Labels, histograms: readonly object[]): object => ({
  labels: labelList(labels),
  histograms,
});

const QUARTER = 15 * 60_000;

/** Writes a history as time goes by: a quarter of an hour of all series, then the next. */
export async function writeHistory(url: string, history: History): Promise<void> {
  const slabs = new Map<number, object[]>();
  for (const [series, points] of history) {
    const labels = labelsIn(series);
    const bySlab = new Map<number, Point[]>();
    for (const point of points) {
      const slab = Math.floor(point[0] / QUARTER);
      const some = bySlab.get(slab);
      if (some === undefined) bySlab.set(slab, [point]);
      else some.push(point);
    }
    for (const [slab, some] of bySlab) {
      const request = slabs.get(slab) ?? [];
      request.push(floatSeries(labels, some));
      slabs.set(slab, request);
    }
  }
  for (const slab of [...slabs.keys()].sort((one, other) => one - other))
    await write(url, slabs.get(slab) ?? []);
}

const EVERY_SERIES = [{ type: 2, name: '__name__', value: '.+' }];

async function ask(url: string, from: number, to: number, types: readonly number[]): Promise<Response> {
  const query = { start_timestamp_ms: from, end_timestamp_ms: to - 1, matchers: EVERY_SERIES };
  const answer = await post(
    url,
    encode('ReadRequest', { queries: [query], accepted_response_types: types }),
    {
      'x-prometheus-remote-read-version': '0.1.0',
    },
  );
  if (!answer.ok) throw new Error(`remote_read: HTTP ${answer.status}: ${await answer.text()}`);
  return answer;
}

const HISTOGRAM_CHUNKS = new Set([2, 3]);

const OURS = /phasegate_backfill_started/;

/**
 * Every float sample that a store holds, by STREAMED: a reader that shares nothing with the one that is tested.
 * @param from and to: ms, the end not included
 */
export async function readHistory(url: string, from: number, to: number): Promise<History> {
  const bytes = new Uint8Array(await (await ask(url, from, to, [1])).arrayBuffer());
  const history = new Map<string, Point[]>();
  for (let at = 0; at < bytes.length; ) {
    let length = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++] as number;
      length += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
    }
    const frame = bytes.subarray(at + 4, at + 4 + length);
    at += 4 + length;
    const { chunked_series = [] } = root.lookupType('ChunkedReadResponse').decode(frame) as unknown as {
      chunked_series?: { labels: Label[]; chunks: { type: number; data: Uint8Array }[] }[];
    };
    for (const { labels, chunks } of chunked_series) {
      const series = seriesText(labelsOf(labels));
      if (OURS.test(series)) continue;
      const points = chunks.flatMap(({ type, data }) => {
        if (HISTOGRAM_CHUNKS.has(type)) return [];
        if (type !== 1) throw new Error(`a chunk of type ${type} in ${series}`);
        return readChunk(data);
      });
      // A chunk that lies around the range gives a series without samples.
      if (points.length > 0) history.set(series, [...(history.get(series) ?? []), ...points]);
    }
  }
  return history;
}

/** Every native histogram that a store hands out, as plain data without zeros, by series and time. */
export async function readHistograms(
  url: string,
  from: number,
  to: number,
): Promise<Record<string, object[]>> {
  const answer = new Uint8Array(await (await ask(url, from, to, [0])).arrayBuffer());
  const type = root.lookupType('ReadResponse');
  const { results = [] } = type.toObject(type.decode(new Uint8Array(uncompress(answer))), {
    longs: String,
  }) as {
    results?: { timeseries?: { labels: Label[]; histograms?: { reset_hint?: number }[] }[] }[];
  };
  const held: Record<string, object[]> = {};
  // A server tells by the place of a histogram within its chunk whether it may have begun anew: a hint, not data.
  for (const { labels, histograms = [] } of results.flatMap(({ timeseries = [] }) => timeseries))
    if (histograms.length > 0)
      held[seriesText(labelsOf(labels))] = histograms.map(({ reset_hint: _, ...histogram }) => histogram);
  return held;
}

/** Every sample that VictoriaMetrics holds, by its export; a stale marker is null there. */
export async function exportHistory(base: string, from: number, to: number): Promise<History> {
  await (await fetch(`${base}/internal/force_flush`)).text();
  const query = new URLSearchParams({
    'match[]': `{__name__=~".+",fresh_${Math.floor(performance.now() * 1000)}=""}`,
    start: String(from / 1000),
    end: String((to - 1) / 1000),
    nocache: '1',
  });
  const text = await (await fetch(`${base}/api/v1/export?${query}`)).text();
  const history = new Map<string, Point[]>();
  const view = new DataView(new ArrayBuffer(8));
  for (const line of text.split('\n').filter(Boolean)) {
    const { metric, values, timestamps } = JSON.parse(
      line.replaceAll(/(?<=[[,])([+-])Inf(?=[,\]])/g, '"$1Infinity"'),
    ) as {
      metric: Labels;
      values: (number | string | null)[];
      timestamps: number[];
    };
    const series = seriesText(metric);
    const points = timestamps.map((time, index): Point => {
      const value = values[index];
      if (value === null) return [time, 0x7ff0_0000_0000_0002n];
      view.setFloat64(0, Number(value));
      return [time, view.getBigUint64(0)];
    });
    history.set(
      series,
      [...(history.get(series) ?? []), ...points].sort(([one], [other]) => one - other),
    );
  }
  return history;
}

/** An XOR chunk bit by bit, after Prometheus' description of the format. */
function readChunk(data: Uint8Array): Point[] {
  let at = 16;
  const bit = (): number => ((data[at >> 3] as number) >> (7 - (at++ & 7))) & 1;
  const bits = (count: number): bigint => {
    let value = 0n;
    for (let index = 0; index < count; index++) value = (value << 1n) | BigInt(bit());
    return value;
  };
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bits(8);
      value |= (byte & 0x7fn) << shift;
      if (byte < 0x80n) return value;
    }
  };
  const count = ((data[0] as number) << 8) | (data[1] as number);
  const points: Point[] = [];
  let [time, interval, value, leading, width] = [0n, 0n, 0n, 0, 0];
  for (let index = 0; index < count; index++) {
    if (index === 0) {
      const zigzag = varint();
      time = (zigzag >> 1n) ^ -(zigzag & 1n);
      value = bits(64);
    } else {
      if (index === 1) interval = varint();
      else {
        let ones = 0;
        while (ones < 4 && bit() === 1) ones++;
        const size = [0, 14, 17, 20, 64][ones] as number;
        const change = bits(size);
        if (size === 64) interval += BigInt.asIntN(64, change);
        else if (size > 0)
          interval += change > 1n << BigInt(size - 1) ? change - (1n << BigInt(size)) : change;
      }
      time += interval;
      if (bit() === 1) {
        if (bit() === 1) {
          leading = Number(bits(5));
          width = Number(bits(6)) || 64;
        }
        value ^= bits(width) << BigInt(64 - leading - width);
      }
    }
    points.push([Number(time), value]);
  }
  return points;
}
