// A history from a real Prometheus to a real Prometheus and to a real VictoriaMetrics, by each program that can, in turn.
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Form, Task } from './candidates.ts';
import { TIME } from './measured.ts';
import { program } from './programs.ts';
import { speed } from './speed.ts';
import { type Fresh, fill, startPrometheus, startVictoriaMetrics } from './stores.ts';
import { trouble } from './trouble.ts';

const [folder = '.', forms = '[]', kind = ''] = process.argv.slice(2);
const ROUNDS = Number(process.env.PHASEGATE_BENCH_ROUNDS ?? 3);
const SERIES = Number(process.env.PHASEGATE_BENCH_SERIES ?? 2000);
const HOURS = Number(process.env.PHASEGATE_BENCH_HOURS ?? 6);

const end = Math.floor(Date.now() / 900_000 - 8) * 900_000;
const task: Task = { folder, start: end - HOURS * 3_600_000, end };

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
  const samples = await fill(source, { start: task.start, end, series: SERIES });
  const fresh: Fresh = {
    prometheus: () => startPrometheus(prometheus, own()),
    victoriaMetrics: victoria === undefined ? undefined : () => startVictoriaMetrics(victoria, own()),
  };
  try {
    if (kind !== 'trouble')
      await speed(JSON.parse(forms) as Form[], task, source, { samples, rounds: ROUNDS }, fresh);
    if (kind !== 'speed') await trouble(task, source, samples, fresh);
  } finally {
    await source.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();
process.exit(0);
