import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'vitest';
import { freePorts } from '../tools/free-ports.ts';
import { phasegateProgram, temporaryFolder } from '../tools/paths.ts';
import { type Finished, run } from '../tools/run.ts';
import type { ServerProcess } from '../tools/server-process.ts';
import { PROMETHEUS_CONFIG, prometheusArgs, serverAt, victoriaMetricsArgs } from './servers.ts';

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
  if (after === undefined) await writeFile(file, JSON.stringify({ ...PROMETHEUS_CONFIG, ...config }));
  return started(program, { port, folder }, onTestFinished, [
    ...prometheusArgs({ port, folder }, file),
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
  return started(program, { port, folder }, onTestFinished, [
    ...victoriaMetricsArgs({ port, folder }),
    '-memory.allowedBytes=200MB',
    ...args,
  ]);
}

async function started(
  program: string,
  { port, folder }: Pick<Store, 'port' | 'folder'>,
  onTestFinished: StoreOptions['onTestFinished'],
  args: readonly string[],
): Promise<Store> {
  const process = await serverAt({ port, folder }, program, args);
  onTestFinished(() => process.stop());
  const base = `http://127.0.0.1:${port}`;
  return { base, read: `${base}/api/v1/read`, write: `${base}/api/v1/write`, process, folder, port };
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

/** Runs backfill to its end, which has to be that it calls the range verified. */
export async function verified(move: Move, expect: TestContext['expect']): Promise<Run> {
  const run = await backfill(move).ended;
  expect(run.text + run.errors).toContain('backfill: verified\n');
  expect(run.status).toBe(0);
  return run;
}

/** What `phasegate backfill --status` says of the state in a folder. */
export const status = (folder: string): Promise<Finished> =>
  run(process.execPath, [phasegateProgram, 'backfill', '--status', '--state=backfill.backfill.json'], {
    cwd: folder,
  });

/** Settled at once: a second comparison without a wait for a compaction. */
export const AT_ONCE = '--settle=0s';
