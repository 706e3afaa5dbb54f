import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { buf as crc32c } from 'crc-32/crc32c.js';
import { snappyCompressor, snappyUncompressor } from 'hysnappy';
import { decode, encode } from './proto.ts';

const compress = snappyCompressor();
const uncompress = snappyUncompressor();

/** A request that an embedded server got. */
export interface Asked {
  readonly path: string;
  readonly method: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

export interface Embedded extends AsyncDisposable {
  readonly url: string;
  readonly asked: readonly Asked[];
}

/** Listens on a free port of this machine, and answers 404 where there is no reply. */
export async function embedded(
  reply: (asked: Asked) => Reply | undefined | Promise<Reply | undefined>,
  tls?: ServerOptions,
): Promise<Embedded> {
  const asked: Asked[] = [];
  const listener = async (incoming: IncomingMessage, answer: ServerResponse): Promise<void> => {
    const parts: Buffer[] = [];
    for await (const part of incoming) parts.push(part as Buffer);
    const { url: path = '/', method = 'GET', headers } = incoming;
    const one = { path, method, headers, body: Buffer.concat(parts) };
    asked.push(one);
    const { status = 200, headers: more, body = '' } = (await reply(one)) ?? { status: 404 };
    answer.writeHead(status, more).end(body);
  };
  const server: Server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    asked,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

export interface Series {
  readonly labels: Readonly<Record<string, string>> | readonly (readonly [string, string])[];
  /** ms and value. */
  readonly samples: readonly (readonly [number, number])[];
  readonly histograms?: readonly number[];
}

const messageOf = ({ labels, samples, histograms = [] }: Series): object => ({
  labels: (Array.isArray(labels) ? labels : Object.entries(labels)).map(([name, value]) => ({ name, value })),
  samples: samples.map(([timestamp, value]) => ({ timestamp, value })),
  histograms: histograms.map((timestamp) => ({ count_int: 1, sum: 1, timestamp })),
});

export const writeRequestOf = (series: readonly Series[]): Uint8Array =>
  encode('WriteRequest', { timeseries: series.map(messageOf) });

export interface Written {
  readonly labels: readonly { readonly name: string; readonly value: string }[];
  readonly samples: readonly { readonly timestamp: number; readonly value: number }[];
}

const raw = (body: Buffer): Uint8Array => {
  let length = 0;
  for (let index = 0, shift = 0; ; index++, shift += 7) {
    const byte = body[index] ?? 0;
    length |= (byte & 0x7f) << shift;
    if (byte < 0x80) break;
  }
  return length === 0 ? new Uint8Array(0) : uncompress(body, length);
};

/** What a remote_write 1.0 request holds. */
export const writtenIn = ({ body }: Asked): readonly Written[] =>
  decode('WriteRequest', raw(body)).timeseries as Written[];

/** The uncompressed bytes of a request. */
export const rawOf = ({ body }: Asked): Uint8Array => raw(body);

export interface ReadRequest {
  readonly queries: readonly {
    readonly start_timestamp_ms: number;
    readonly end_timestamp_ms: number;
    readonly matchers: readonly { readonly type?: number; readonly name: string; readonly value?: string }[];
  }[];
  /** Empty where SAMPLES are asked for. */
  readonly accepted_response_types: readonly number[];
}

export const readRequestIn = ({ body }: Pick<Asked, 'body'>): ReadRequest =>
  decode('ReadRequest', raw(body)) as unknown as ReadRequest;

/** A frame of STREAMED: length, CRC-32C, message. */
export function framed(message: Uint8Array): Buffer {
  const length: number[] = [];
  for (let rest = message.length; ; rest >>>= 7) {
    length.push(rest < 0x80 ? rest : (rest & 0x7f) | 0x80);
    if (rest < 0x80) break;
  }
  const checksum = Buffer.alloc(4);
  checksum.writeInt32BE(crc32c(message));
  return Buffer.concat([Buffer.from(length), checksum, message]);
}

/** Answers remote_read by STREAMED. @param messages ChunkedReadResponse */
export const streamed = (messages: readonly Uint8Array[]): Reply => ({
  headers: { 'content-type': 'application/x-streamed-protobuf; proto=prometheus.ChunkedReadResponse' },
  body: Buffer.concat(messages.map(framed)),
});

/** Answers remote_read by SAMPLES. */
export function readReply(asked: Asked, series: readonly Series[]): Reply {
  const [{ start_timestamp_ms: from = 0, end_timestamp_ms: to = 0 } = {}] = readRequestIn(asked).queries;
  const inside = (time: number): boolean => time >= from && time <= to;
  const found = series
    .map((one) => ({
      ...one,
      samples: one.samples.filter(([time]) => inside(time)),
      histograms: (one.histograms ?? []).filter(inside),
    }))
    .filter((one) => one.samples.length + one.histograms.length > 0);
  return {
    headers: { 'content-type': 'application/x-protobuf', 'content-encoding': 'snappy' },
    body: compress(encode('ReadResponse', { results: [{ timeseries: found.map(messageOf) }] })),
  };
}
