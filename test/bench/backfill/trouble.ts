import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Fault, faultProxy } from '../../e2e/prometheus/fault-proxy.ts';
import { type Candidate, migrator, OWN, phasegate, type Task } from './candidates.ts';
import { measured } from './measured.ts';
import { program } from './programs.ts';
import { countOf, type Fresh, type Store } from './stores.ts';

const FAULTS: readonly Fault[] = [
  { kind: 'status', status: 503, text: 'not now' },
  { kind: 'status', status: 429, headers: { 'retry-after': '1' }, text: 'too many' },
  { kind: 'status', status: 202, text: 'replicas did not match' },
  { kind: 'cut' },
];

const SHARES = [0.3, 0.6, 0.9];

/** What is killed, and what meets faults, is run again; what counts is what arrived in the end, and how often. */
export async function trouble(task: Task, source: Store, samples: number, fresh: Fresh): Promise<void> {
  if (fresh.prometheus === undefined) return;
  const report = (what: string, status: number | null, count: number): void =>
    console.log(`  ${what.padEnd(60)} exit ${status}, ${samples - count} samples short`);
  for (const [title, start] of [
    ['Prometheus', fresh.prometheus],
    ['VictoriaMetrics', fresh.victoriaMetrics],
  ] as const) {
    if (start === undefined) continue;
    console.log(`\nPrometheus → ${title}, killed and begun again`);
    for (const share of SHARES) {
      const store = await start();
      const state = join(task.folder, `killed-${title}-${share}.json`);
      const command = phasegate(OWN, task, [source, store], ['--no-wait'], state);
      const slowly = [...command, `--rate=${Math.round(samples / 4)}`];
      await measured(slowly, task.folder, () => shareCopied(state, task) >= share);
      const at = shareCopied(state, task);
      const again = await measured(command, task.folder);
      const count = await countOf(store, task.start, task.end);
      report(`phasegate, killed at ${Math.round(at * 100)} %`, again.status, count);
      await store.stop();
    }
  }
  console.log('\nPrometheus → Prometheus, one fault on the way');
  const migrates = program('prom-migrator');
  const tools: Candidate[] = [
    { name: 'phasegate', command: (from, to) => phasegate(OWN, task, [from, to], ['--no-wait']) },
    ...(migrates ? [migrator(migrates, task)] : []),
  ];
  for (const fault of FAULTS) {
    const what = fault.kind === 'status' ? String(fault.status) : fault.kind;
    for (const { name, command } of tools) {
      const store = await fresh.prometheus();
      let writes = 0;
      const proxy = await faultProxy(store.url, (_, path) =>
        path.endsWith('/write') && ++writes === 10 ? fault : undefined,
      );
      const run = await measured(command(source, { ...store, url: proxy.url }), task.folder);
      await proxy.close();
      report(`${name}, ${what}`, run.status, await countOf(store, task.start, task.end));
      await store.stop();
    }
  }
}

function shareCopied(state: string, { start, end }: Task): number {
  if (!existsSync(state)) return 0;
  const { copied } = JSON.parse(readFileSync(state, 'utf8')) as { copied: [number, number][] };
  return copied.reduce((sum, [from, to]) => sum + to - from, 0) / (end - start);
}
