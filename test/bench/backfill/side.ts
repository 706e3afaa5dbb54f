import type { Candidate, Task } from './candidates.ts';
import { type Figures, measured, median } from './measured.ts';
import { countOf, type Store } from './stores.ts';

/** What is judged of a program: its CPU or wall time beside another's, or its memory. */
export type Aim =
  | { readonly of: string; readonly beside: string; readonly what: 'cpu' | 'wall'; readonly most: number }
  | { readonly of: string; readonly what: 'mebibytes'; readonly most: number };

/** How many samples the source holds, and how often each program moves them. */
export interface Size {
  readonly samples: number;
  readonly rounds: number;
}

const WORDS = { cpu: 'CPU', wall: 'wall time' } as const;

/** Runs all in turn, each into a store that is new, and prints their figures and what has an aim. */
export async function side(
  title: string,
  task: Task,
  source: Store,
  fresh: () => Promise<Store>,
  candidates: readonly Candidate[],
  { samples, rounds }: Size,
  aims: readonly Aim[],
): Promise<void> {
  const figures = new Map<string, Figures[]>(candidates.map(({ name }) => [name, []]));
  const off = new Map<string, number>();
  for (let round = 0; round < rounds; round++)
    for (const { name, command } of candidates) {
      const store = await fresh();
      const one = await measured(command(source, store), task.folder);
      if (one.status !== 0) console.log(`${name}: exit code ${one.status}\n${one.output.slice(-1500)}`);
      figures.get(name)?.push(one);
      const missing = samples - (await countOf(store, task.start, task.end));
      off.set(name, (off.get(name) ?? 0) + Math.abs(missing));
      await store.stop();
    }
  console.log(`\n${title} (${samples.toLocaleString('en')} samples, median of ${rounds})`);
  const width = Math.max(...candidates.map(({ name }) => name.length));
  for (const [name, all] of figures)
    console.log(`  ${name.padEnd(width)} ${lineOf(all, samples)}, ${off.get(name)} samples off`);
  for (const aim of aims) {
    const figure = figureOf(aim, figures);
    if (figure !== undefined) console.log(`  ${figure} (aim: at most ${aim.most})`);
  }
}

function lineOf(all: readonly Figures[], samples: number): string {
  const cpu = median(all.map((one) => one.cpu));
  const wall = median(all.map((one) => one.wall));
  const most = Math.max(...all.map(({ mebibytes }) => mebibytes));
  const each = ((cpu / samples) * 1e6).toFixed(2);
  return `${cpu.toFixed(2).padStart(6)} CPU-s ${each} µs a sample ${wall.toFixed(2).padStart(6)} s ${most.toFixed(0).padStart(4)} MiB at most`;
}

/** Ratios are of the runs of one round, as the machine may be slower in the next one; undefined where a program is not here. */
function figureOf(aim: Aim, figures: ReadonlyMap<string, readonly Figures[]>): string | undefined {
  const own = figures.get(aim.of);
  if (own === undefined) return undefined;
  if (aim.what === 'mebibytes')
    return `memory of ${aim.of}: ${Math.max(...own.map(({ mebibytes }) => mebibytes)).toFixed(0)} MiB`;
  const other = figures.get(aim.beside);
  if (other === undefined) return undefined;
  const ratios = own.map((one, round) => one[aim.what] / (other[round]?.[aim.what] ?? Number.NaN));
  return `${WORDS[aim.what]} of ${aim.of} / ${aim.beside}: ${median(ratios).toFixed(2)}`;
}
