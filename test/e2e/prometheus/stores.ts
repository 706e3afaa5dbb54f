import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { TestContext } from 'vitest';
import { freePorts } from '../tools/free-ports.ts';
import { phasegateProgram, temporaryFolder } from '../tools/paths.ts';
import { type Finished, run } from '../tools/run.ts';
import { ServerProcess } from '../tools/server-process.ts';

/** A store that runs until the test is over. */
export interface Store {
  readonly base: string;
  readonly read: string;
  readonly write: string;
  readonly process: ServerProcess;
  readonly folder: string;
  readonly port: number;
}

interface StoreOptions {
  readonly onTestFinished: TestContext['onTestFinished'];
  /** Of prometheus.yml, as JSON. */
  readonly config?: object;
  readonly args?: readonly string[];
  /** Where an earlier process kept its data. */
  readonly after?: Store;
}

export async function startPrometheus(
  program: string,
  { onTestFinished, config = {}, args = [], after }: StoreOptions,
): Promise<Store> {
  const folder = after?.folder ?? (await temporaryFolder(onTestFinished));
  const [port = 0] = after === undefined ? await freePorts(1) : [after.port];
  const file = join(folder, 'prometheus.yml');
  if (after === undefined)
    await writeFile(
      file,
      JSON.stringify({ storage: { tsdb: { out_of_order_time_window: '40d' } }, ...config }),
    );
  return started(program, port, folder, onTestFinished, [
    `--config.file=${file}`,
    `--web.listen-address=127.0.0.1:${port}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    '--storage.tsdb.retention.time=90d',
    '--web.enable-remote-write-receiver',
    '--web.enable-admin-api',
    ...args,
  ]);
}

export async function startVictoriaMetrics(
  program: string,
  { onTestFinished, args = [] }: StoreOptions,
): Promise<Store> {
  const folder = await temporaryFolder(onTestFinished);
  const [port = 0] = await freePorts(1);
  return started(program, port, folder, onTestFinished, [
    `-httpListenAddr=127.0.0.1:${port}`,
    `-storageDataPath=${join(folder, 'data')}`,
    '-retentionPeriod=1y',
    '-memory.allowedBytes=200MB',
    ...args,
  ]);
}

async function started(
  program: string,
  port: number,
  folder: string,
  onTestFinished: StoreOptions['onTestFinished'],
  args: readonly string[],
): Promise<Store> {
  const process = new ServerProcess(program, args, { cwd: folder, env: { HOME: folder } });
  onTestFinished(() => process.stop());
  const base = `http://127.0.0.1:${port}`;
  await until(`${program} answers`, async () => {
    if (process.ended) throw new Error(`it ended: ${process.lastLines(5)}`);
    const answer = await fetch(`${base}/-/ready`).catch(() => undefined);
    const health = answer?.ok === false ? await fetch(`${base}/health`).catch(() => undefined) : answer;
    return health?.ok === true;
  });
  return { base, read: `${base}/api/v1/read`, write: `${base}/api/v1/write`, process, folder, port };
}

/** Waits until something holds. @throws what was waited for, where it does not hold in time */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  seconds = 60,
): Promise<void> {
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    if (await holds()) return;
    await pause(20);
  }
  throw new Error(`not within ${seconds} s: ${what}`);
}

/** The sum of a metric of a store. */
export async function metricOf(store: Store, name: string): Promise<number> {
  const page = await (await fetch(`${store.base}/metrics`)).text();
  return page
    .split('\n')
    .filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
}

export interface Run {
  readonly status: number | null;
  readonly text: string;
  readonly errors: string;
}

/** A run of backfill that is under way. */
export interface Running {
  readonly pid: number;
  /** How much of the range its state says is copied, from 0 to 1. */
  copied(): number;
  signal(name: NodeJS.Signals): void;
  /** What it has written to standard error so far. */
  errors(): string;
  readonly ended: Promise<Run>;
}

export interface Move {
  readonly folder: string;
  readonly from: string;
  readonly to: string;
  readonly start: number;
  readonly end?: number;
  readonly args?: readonly string[];
}

/** Starts `phasegate backfill` in a folder that keeps its state. */
export function backfill({ folder, from, to, start, end, args = [] }: Move): Running {
  const time = (ms: number): string => new Date(ms).toISOString();
  const child = spawn(
    process.execPath,
    [
      phasegateProgram,
      'backfill',
      `--reader-url=${from}`,
      `--writer-url=${to}`,
      `--start=${time(start)}`,
      ...(end === undefined ? [] : [`--end=${time(end)}`]),
      ...args,
    ],
    { cwd: folder, env: { PATH: process.env.PATH, HOME: folder }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let [text, errors] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    errors += part;
  });
  const state = join(folder, 'backfill.backfill.json');
  return {
    pid: child.pid ?? 0,
    copied() {
      if (!existsSync(state)) return 0;
      const {
        copied,
        start: from,
        end: to,
      } = JSON.parse(readFileSync(state, 'utf8')) as {
        copied: [number, number][];
        start: number;
        end: number;
      };
      return copied.reduce((sum, [one, other]) => sum + other - one, 0) / (to - from);
    },
    signal: (name) => void child.kill(name),
    errors: () => errors,
    ended: new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (status) => resolve({ status, text, errors }));
    }),
  };
}

/** What `phasegate backfill --status` says of the state in a folder. */
export const status = (folder: string): Promise<Finished> =>
  run(process.execPath, [phasegateProgram, 'backfill', '--status', '--state=backfill.backfill.json'], {
    cwd: folder,
  });

/** Settled at once: a second comparison without a wait for a compaction. */
export const AT_ONCE = '--settle=0s';
