import { join, resolve } from 'node:path';
import type { Store } from './stores.ts';

/** What is moved: times in ms, and where files of the runs are kept. */
export interface Task {
  readonly folder: string;
  readonly start: number;
  readonly end: number;
}

/** A form in which phasegate runs here: its name, and the words in front of its arguments. */
export interface Form {
  readonly name: string;
  readonly words: readonly string[];
  /** The Node that runs it; left out for the executable. */
  readonly node?: string;
}

/** A program with the command by which it moves the history. */
export interface Candidate {
  readonly name: string;
  readonly command: (reader: Store, writer: Store) => string[];
}

/** A store of this name is not read back, which is what is wanted here: the copy alone. */
export const COPY_ALONE = ['--destination=thanos', '--unverified'];

/** The Node that runs the benchmark: what compares forms of phasegate with one another does so by it. */
export const OWN: Form = { name: 'node', words: [process.execPath, resolve('bin/phasegate.js')] };

const seconds = (time: number): string => String(time / 1000);

let runs = 0;

/** phasegate backfill of the history. @param state a file of its own where it is left out */
export const phasegate = (
  { words }: Form,
  { folder, start, end }: Task,
  [reader, writer]: readonly [Store, Store],
  flags: readonly string[],
  state = join(folder, `run-${runs++}.json`),
): string[] => [
  ...words,
  'backfill',
  `--reader-url=${reader.url}/api/v1/read`,
  `--writer-url=${writer.url}/api/v1/write`,
  `--start=${seconds(start)}`,
  `--end=${seconds(end)}`,
  `--state=${state}`,
  ...flags,
];

/** prom-migrator, which takes any store of remote_write. */
export const migrator = (tool: string, { start, end }: Task): Candidate => ({
  name: 'prom-migrator',
  command: (reader, writer) => [
    tool,
    `-start=${seconds(start)}`,
    `-end=${seconds(end)}`,
    `-reader-url=${reader.url}/api/v1/read`,
    `-writer-url=${writer.url}/api/v1/write`,
    '-progress-enabled=false',
  ],
});

/** vmctl, which imports into VictoriaMetrics alone. */
export const vmctl = (tool: string, { start, end }: Task): Candidate => ({
  name: 'vmctl',
  command: (reader, writer) => [
    tool,
    'remote-read',
    `--remote-read-src-addr=${reader.url}`,
    `--remote-read-filter-time-start=${new Date(start).toISOString()}`,
    `--remote-read-filter-time-end=${new Date(end - 1).toISOString()}`,
    '--remote-read-step-interval=hour',
    '--remote-read-use-stream=true',
    `--vm-addr=${writer.url}`,
    '--disable-progress-bar',
    '-s',
  ],
});
