import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { snappyCompressor } from 'hysnappy';
import { HttpClient } from '../../../src/live/http-client.ts';
import { writeVarint } from '../../../src/packs/prometheus/wire/varint.ts';
import { WriteRequest } from '../../../src/packs/prometheus/wire/write-request.ts';
import {
  PROMETHEUS_CONFIG,
  prometheusArgs,
  serverAt,
  victoriaMetricsArgs,
} from '../../e2e/prometheus/servers.ts';
import { freePorts } from '../../e2e/tools/free-ports.ts';

/** A server that runs on loopback with data of its own. */
export interface Store {
  readonly url: string;
  stop(): Promise<void>;
}

/** How new stores are started; undefined where their program is not here. */
export interface Fresh {
  readonly prometheus: (() => Promise<Store>) | undefined;
  readonly victoriaMetrics: (() => Promise<Store>) | undefined;
}

async function started(
  program: string,
  folder: string,
  argsAt: (port: number) => readonly string[],
): Promise<Store> {
  const [port = 0] = await freePorts(1);
  const process = await serverAt({ port, folder }, program, argsAt(port));
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      await process.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function startPrometheus(program: string, folder: string): Promise<Store> {
  mkdirSync(folder, { recursive: true });
  const config = join(folder, 'prometheus.yml');
  writeFileSync(config, JSON.stringify(PROMETHEUS_CONFIG));
  return started(program, folder, (port) => prometheusArgs({ port, folder }, config));
}

export function startVictoriaMetrics(program: string, folder: string): Promise<Store> {
  mkdirSync(folder, { recursive: true });
  return started(program, folder, (port) => victoriaMetricsArgs({ port, folder }));
}

export const STEP = 15_000;
const QUARTER = 900_000;
const MODES = ['idle', 'user', 'system', 'iowait', 'steal', 'nice', 'irq', 'softirq'] as const;
const encoder = new TextEncoder();

function labelMessage(name: string, value: string): Uint8Array {
  const parts = [name, value].map((text) => encoder.encode(text));
  const message: number[] = [];
  for (const [index, part] of parts.entries()) {
    const head = new Uint8Array(10);
    head[0] = index === 0 ? 0x0a : 0x12;
    message.push(...head.subarray(0, writeVarint(head, 1, part.length)), ...part);
  }
  return Uint8Array.from(message);
}

/**
 * Writes a history: counters, and every fourth series a gauge of full mantissas, a sample each 15 s, time-major.
 * @param end ms
 * @returns how many samples there are
 */
export async function fill(
  { url }: Store,
  { start: from, end, series }: { start: number; end: number; series: number },
): Promise<number> {
  const client = new HttpClient({ timeout: 60_000 });
  const compress = snappyCompressor();
  const request = new WriteRequest(1 << 20);
  const labels = Array.from({ length: series }, (_, index) => [
    labelMessage('__name__', `m_${index % 40}`),
    labelMessage('instance', `host-${index >> 3}.example:9100`),
    labelMessage('job', 'node'),
    labelMessage('mode', MODES[index % 8] ?? ''),
  ]);
  const values = new Float64Array(series);
  const view = new DataView(new ArrayBuffer(8));
  let samples = 0;
  for (let at = from; at < end; at += QUARTER)
    for (let index = 0; index < series; index++) {
      request.begin();
      for (const label of labels[index] ?? []) request.label(label, 0, label.length);
      for (let time = at; time < Math.min(at + QUARTER, end); time += STEP) {
        const value = index % 4 === 0 ? Math.random() : (values[index] ?? 0) + Math.floor(Math.random() * 10);
        values[index] = value;
        view.setFloat64(0, value);
        request.sample(time, view.getUint32(0), view.getUint32(4));
        samples++;
      }
      request.close();
      if (request.length < 1e6 && index < series - 1) continue;
      const sent = await client.send({
        method: 'POST',
        url: new URL(`${url}/api/v1/write`),
        body: compress(request.bytes.subarray(0, request.length)),
        headers: {
          'content-type': 'application/x-protobuf',
          'content-encoding': 'snappy',
          'x-prometheus-remote-write-version': '0.1.0',
        },
      });
      if (!sent.ok) throw new Error(sent.error.what);
      const text = await sent.value.text();
      if (sent.value.status !== 204) throw new Error(`HTTP ${sent.value.status}: ${text}`);
      request.clear();
    }
  client.close();
  return samples;
}

/** How many samples a store counts in a range, asked so that old and new stores count alike. */
export async function countOf({ url }: Store, from: number, end: number): Promise<number> {
  const query = new URLSearchParams({
    query: `sum(count_over_time({job="node"}[${(end - from) / 1000}s]))`,
    time: String((end - 1) / 1000),
    nocache: '1',
  });
  await fetch(`${url}/internal/force_flush`).catch(() => undefined);
  const answer = (await (await fetch(`${url}/api/v1/query?${query}`)).json()) as {
    data: { result: { value: [number, string] }[] };
  };
  return Number(answer.data.result[0]?.value[1] ?? 0);
}
