import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { ClusterAddress } from '../../../src/live/cluster.ts';
import { type ConnectOptions, connect } from '../../../src/live/connect.ts';

export interface Call {
  readonly program: string;
  readonly pid: number;
  readonly args: readonly string[];
}

/** JavaScript of stand-ins for helm, kubectl and pachctl. Each sees `args` (its arguments) and `say`, `fail`, `fs`, `dir`. */
export interface Bodies {
  readonly helm?: string;
  readonly kubectl?: string;
  readonly pachctl?: string;
}

const preamble = (program: string, dir: string): string => `#!${process.execPath}
const fs = require('node:fs');
const dir = ${JSON.stringify(dir)};
const args = process.argv.slice(2);
fs.appendFileSync(dir + '/calls', JSON.stringify({ program: '${program}', pid: process.pid, args }) + '\\n');
const say = (value) => process.stdout.write(typeof value === 'string' ? value : JSON.stringify(value));
const fail = (text, code = 1) => { process.stderr.write(text + '\\n'); process.exitCode = code; };
const times = (name) => { fs.appendFileSync(dir + '/' + name, '.'); return fs.statSync(dir + '/' + name).size; };
const hang = () => setInterval(() => {}, 1000);
`;

/** A folder of executables, alone on PATH; removed after the test. */
export function fakePrograms(bodies: Bodies) {
  const dir = mkdtempSync(join(tmpdir(), 'phasegate-live-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  for (const [program, body] of Object.entries(bodies)) {
    writeFileSync(join(dir, program), preamble(program, dir) + body, { mode: 0o755 });
  }
  const calls = (): Call[] => {
    const lines = readFileSync(join(dir, 'calls'), 'utf8').trim().split('\n');
    return lines.map((line) => JSON.parse(line) as Call);
  };
  return { dir, env: { PATH: dir }, calls };
}

/** A cluster that asks stand-ins, closed after the test. */
export function fakeCluster(
  bodies: Bodies,
  options: ConnectOptions = {},
  address: ClusterAddress = { namespace: 'prof' },
) {
  const programs = fakePrograms(bodies);
  const cluster = connect(address, { env: programs.env, grace: 200, timeout: 10_000, ...options });
  onTestFinished(() => cluster.close());
  return { cluster, ...programs };
}

/** Whether a process of this id runs; one that has ended may wait for a slow init to collect it, as a zombie. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/\) Z /.test(existsSync('/proc/self/stat') ? readFileSync(`/proc/${pid}/stat`, 'utf8') : '');
  } catch {
    return false;
  }
}
