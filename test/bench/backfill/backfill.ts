// A history from a real Prometheus to a real Prometheus and to a real VictoriaMetrics, by each program that can, in turn.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Fault, faultProxy } from '../../e2e/prometheus/fault-proxy.ts';
import { type Build, builds } from './builds.ts';
import { program } from './programs.ts';
import { countOf, fill, type Store, startPrometheus, startVictoriaMetrics } from './stores.ts';

const [folder = '.', kind = ''] = process.argv.slice(2);
const ROUNDS = Number(process.env.PHASEGATE_BENCH_ROUNDS ?? 3);
const SERIES = Number(process.env.PHASEGATE_BENCH_SERIES ?? 2000);
const HOURS = Number(process.env.PHASEGATE_BENCH_HOURS ?? 6);
const TIME = '/usr/bin/time';
const [OWN, ...OTHERS] = builds();

const end = Math.floor(Date.now() / 900_000 - 8) * 900_000;
const range = { start: end - HOURS * 3_600_000, end };

interface Figures {
  readonly cpu: number;
  readonly mebibytes: number;
  readonly wall: number;
  readonly status: number | null;
  readonly output: string;
}

/** Runs a command; killed as soon as `isTime` says so, where that is given. */
function measured(command: readonly string[], isTime?: () => boolean): Promise<Figures> {
  return new Promise((done) => {
    const started = performance.now();
    // A program that is killed has no figures, and time(1) would hide which process it is.
    const words = isTime === undefined ? [TIME, '-f', 'time: %U %S %M', ...command] : [...command];
    const child = spawn(words[0] ?? '', words.slice(1), { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    const looking = setInterval(() => {
      if (isTime?.()) child.kill('SIGKILL');
    }, 10);
    child.once('close', (status) => {
      clearInterval(looking);
      const [, user, system, kilobytes] = /time: (\S+) (\S+) (\d+)\n$/.exec(output) ?? [];
      done({
        cpu: Number(user) + Number(system),
        mebibytes: Number(kilobytes) / 1024,
        wall: (performance.now() - started) / 1000,
        status,
        output,
      });
    });
  });
}

let runs = 0;
const newState = (): string => join(folder, `run-${runs++}.json`);
const seconds = (time: number): string => String(time / 1000);

const phasegate = (reader: Store, writer: Store, state: string, ...flags: string[]): string[] =>
  phasegateOf(OWN, reader, writer, state, ...flags);

const phasegateOf = (
  { command }: Build,
  reader: Store,
  writer: Store,
  state: string,
  ...flags: string[]
): string[] => [
  ...command,
  'backfill',
  `--reader-url=${reader.url}/api/v1/read`,
  `--writer-url=${writer.url}/api/v1/write`,
  `--start=${seconds(range.start)}`,
  `--end=${seconds(range.end)}`,
  `--state=${state}`,
  ...flags,
];

interface Candidate {
  readonly name: string;
  readonly command: (reader: Store, writer: Store) => string[];
}

/** A store of this name is not read back, which is what is wanted here: the copy alone. */
const COPY_ALONE = ['--destination=thanos', '--unverified'];

/** The copy alone, by the builds beside the one that runs the benchmark. */
const copiesOfOthers = (...flags: string[]): Candidate[] =>
  OTHERS.map((build) => ({
    name: build.title,
    command: (from, to) => phasegateOf(build, from, to, newState(), ...COPY_ALONE, ...flags),
  }));

const ratiosOfOthers = (other: string, aim: number): (readonly [string, string, number])[] =>
  OTHERS.map(({ title }) => [title, other, aim]);

const migrator = (tool: string, ...flags: string[]): Candidate => ({
  name: 'prom-migrator',
  command: (reader, writer) => [
    tool,
    `-start=${seconds(range.start)}`,
    `-end=${seconds(range.end)}`,
    `-reader-url=${reader.url}/api/v1/read`,
    `-writer-url=${writer.url}/api/v1/write`,
    ...flags,
  ],
});

const vmctl = (tool: string): Candidate => ({
  name: 'vmctl',
  command: (reader, writer) => [
    tool,
    'remote-read',
    `--remote-read-src-addr=${reader.url}`,
    `--remote-read-filter-time-start=${new Date(range.start).toISOString()}`,
    `--remote-read-filter-time-end=${new Date(range.end - 1).toISOString()}`,
    '--remote-read-step-interval=hour',
    '--remote-read-use-stream=true',
    `--vm-addr=${writer.url}`,
    '--disable-progress-bar',
    '-s',
  ],
});

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

/** Runs all in turn, each into a store that is new, and prints their figures and the ratios that have an aim. */
async function side(
  title: string,
  source: Store,
  fresh: () => Promise<Store>,
  candidates: readonly Candidate[],
  samples: number,
  ratios: readonly (readonly [string, string, number])[],
): Promise<void> {
  const figures = new Map<string, Figures[]>(candidates.map(({ name }) => [name, []]));
  const short = new Map<string, number>();
  for (let round = 0; round < ROUNDS; round++)
    for (const { name, command } of candidates) {
      const store = await fresh();
      const one = await measured(command(source, store));
      if (one.status !== 0) console.log(`${name}: exit code ${one.status}\n${one.output.slice(-1500)}`);
      figures.get(name)?.push(one);
      const missing = samples - (await countOf(store, range.start, range.end));
      short.set(name, (short.get(name) ?? 0) + Math.abs(missing));
      await store.stop();
    }
  console.log(`\n${title} (${samples.toLocaleString('en')} samples, median of ${ROUNDS})`);
  for (const [name, all] of figures)
    console.log(
      `  ${name.padEnd(32)} ${median(all.map(({ cpu }) => cpu))
        .toFixed(2)
        .padStart(6)} CPU-s ${median(all.map(({ wall }) => wall))
        .toFixed(2)
        .padStart(6)} s ${Math.max(...all.map(({ mebibytes }) => mebibytes))
        .toFixed(0)
        .padStart(5)} MiB at most, ${short.get(name)} samples off`,
    );
  for (const [name, other, aim] of ratios) {
    const [ours, theirs] = [figures.get(name), figures.get(other)];
    if (ours === undefined || theirs === undefined) continue;
    const each = ours.map(({ cpu }, round) => cpu / (theirs[round]?.cpu ?? Number.NaN));
    console.log(`  CPU of ${name} / ${other}: ${median(each).toFixed(2)} (aim: at most ${aim})`);
  }
}

const COPY = 'phasegate, copy alone';
const ONCE = 'phasegate, compared once';
const TWICE = 'phasegate, compared twice';
const COMPARED = 'phasegate, compared';

async function speed(source: Store, samples: number, fresh: Fresh): Promise<void> {
  console.log(`phasegate without another word: ${OWN.title}`);
  const [migrates, controls] = [program('prom-migrator'), program('vmctl')];
  if (fresh.prometheus)
    await side(
      'Prometheus → Prometheus',
      source,
      fresh.prometheus,
      [
        { name: COPY, command: (from, to) => phasegate(from, to, newState(), ...COPY_ALONE) },
        { name: ONCE, command: (from, to) => phasegate(from, to, newState(), '--no-wait') },
        { name: TWICE, command: (from, to) => phasegate(from, to, newState(), '--settle=0s') },
        ...copiesOfOthers(),
        ...(migrates ? [migrator(migrates, '-progress-enabled=false')] : []),
      ],
      samples,
      [[COPY, 'prom-migrator', 1], ...ratiosOfOthers('prom-migrator', 1), [ONCE, COPY, 2], [TWICE, COPY, 2]],
    );
  if (fresh.victoriaMetrics)
    await side(
      'Prometheus → VictoriaMetrics',
      source,
      fresh.victoriaMetrics,
      [
        {
          name: COPY,
          command: (from, to) => phasegate(from, to, newState(), ...COPY_ALONE, '--max-read-duration=2h'),
        },
        { name: COMPARED, command: (from, to) => phasegate(from, to, newState()) },
        ...copiesOfOthers('--max-read-duration=2h'),
        ...(migrates ? [migrator(migrates, '-progress-enabled=false')] : []),
        ...(controls ? [vmctl(controls)] : []),
      ],
      samples,
      [
        [COPY, 'vmctl', 0.65],
        ...ratiosOfOthers('vmctl', 0.65),
        [COPY, 'prom-migrator', 1],
        ...ratiosOfOthers('prom-migrator', 1),
        [COMPARED, COPY, 2],
      ],
    );
}

const FAULTS: readonly Fault[] = [
  { kind: 'status', status: 503, text: 'not now' },
  { kind: 'status', status: 429, headers: { 'retry-after': '1' }, text: 'too many' },
  { kind: 'status', status: 202, text: 'replicas did not match' },
  { kind: 'cut' },
];

/** What is killed, and what meets faults, is run again; what counts is what arrived in the end, and how often. */
async function trouble(source: Store, samples: number, fresh: Fresh): Promise<void> {
  if (fresh.prometheus === undefined) return;
  const report = (what: string, status: number | null, count: number): void =>
    console.log(`  ${what.padEnd(60)} exit ${status}, ${samples - count} samples short`);
  for (const [title, start] of [
    ['Prometheus', fresh.prometheus],
    ['VictoriaMetrics', fresh.victoriaMetrics],
  ] as const) {
    if (start === undefined) continue;
    console.log(`\nPrometheus → ${title}, killed and begun again`);
    for (const share of [0.3, 0.6, 0.9]) {
      const store = await start();
      const state = join(folder, `killed-${title}-${share}.json`);
      const command = phasegate(source, store, state, '--no-wait');
      await measured([...command, `--rate=${Math.round(samples / 4)}`], () => shareCopied(state) >= share);
      const at = shareCopied(state);
      const again = await measured(command);
      const count = await countOf(store, range.start, range.end);
      report(`phasegate, killed at ${Math.round(at * 100)} %`, again.status, count);
      await store.stop();
    }
  }
  console.log('\nPrometheus → Prometheus, one fault on the way');
  const migrates = program('prom-migrator');
  for (const fault of FAULTS) {
    const what = fault.kind === 'status' ? String(fault.status) : fault.kind;
    const tools: Candidate[] = [
      { name: 'phasegate', command: (from, to) => phasegate(from, to, newState(), '--no-wait') },
      ...(migrates ? [migrator(migrates, '-progress-enabled=false')] : []),
    ];
    for (const { name, command } of tools) {
      const store = await fresh.prometheus();
      let writes = 0;
      const proxy = await faultProxy(store.url, (_, path) =>
        path.endsWith('/write') && ++writes === 10 ? fault : undefined,
      );
      const run = await measured(command(source, { ...store, url: proxy.url }));
      await proxy.close();
      report(`${name}, ${what}`, run.status, await countOf(store, range.start, range.end));
      await store.stop();
    }
  }
}

function shareCopied(state: string): number {
  if (!existsSync(state)) return 0;
  const { copied } = JSON.parse(readFileSync(state, 'utf8')) as { copied: [number, number][] };
  return copied.reduce((sum, [from, to]) => sum + to - from, 0) / (range.end - range.start);
}

interface Fresh {
  readonly prometheus: (() => Promise<Store>) | undefined;
  readonly victoriaMetrics: (() => Promise<Store>) | undefined;
}

async function main(): Promise<void> {
  const [prometheus, victoria] = [program('prometheus'), program('victoria-metrics')];
  if (prometheus === undefined) {
    console.log('backfill is not measured: there is no Prometheus to read from');
    return;
  }
  if (!existsSync(TIME)) {
    console.log(
      `backfill is not measured: there is no ${TIME}, which tells CPU seconds and memory of one program`,
    );
    return;
  }
  let stores = 0;
  const own = (): string => join(folder, `store-${stores++}`);
  const source = await startPrometheus(prometheus, own());
  const samples = await fill(source, { ...range, series: SERIES });
  const fresh: Fresh = {
    prometheus: () => startPrometheus(prometheus, own()),
    victoriaMetrics: victoria === undefined ? undefined : () => startVictoriaMetrics(victoria, own()),
  };
  try {
    if (kind !== 'trouble') await speed(source, samples, fresh);
    if (kind !== 'speed') await trouble(source, samples, fresh);
  } finally {
    await source.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();
process.exit(0);
