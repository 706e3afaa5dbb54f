import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Node tells peak memory and processor time of no single child; /usr/bin/time tells them for one. */
const TIME =
  spawnSync('/usr/bin/time', ['-f', '%M %U %S', 'true']).status === 0
    ? ['/usr/bin/time', '-f', '%M %U %S']
    : undefined;

/** What the programs write goes to a file: nobody waits for a reader, and nothing of it is kept in memory here. */
const folder = mkdtempSync(join(tmpdir(), 'phasegate-bench-output-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

/** Runs a command once with a file as its input; wall and processor seconds and, where it can be had, peak MiB. */
export function runOnce([program, ...args], input, cwd) {
  const stdin = input === undefined ? 'ignore' : openSync(input, 'r');
  const stdout = openSync(join(folder, 'out'), 'w');
  const words = TIME ? [...TIME, program, ...args] : [program, ...args];
  const start = process.hrtime.bigint();
  const run = spawnSync(words[0], words.slice(1), {
    stdio: [stdin, stdout, 'pipe'],
    cwd,
    maxBuffer: 1 << 30,
  });
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  if (stdin !== 'ignore') closeSync(stdin);
  closeSync(stdout);
  if (run.status !== 0)
    throw new Error(`${program} ${args.join(' ')}: exit code ${run.status}\n${run.stderr}`);
  const [kilobytes, user, system] = run.stderr.toString().trim().split('\n').at(-1).split(' ').map(Number);
  return TIME
    ? { seconds, mebibytes: kilobytes / 1024, processor: user + system }
    : { seconds, mebibytes: Number.NaN, processor: Number.NaN };
}

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

const mean = (numbers) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;

/** Runs several commands in turn, A B C A B C …, so that a machine whose speed drifts treats all alike. */
export function compare(commands, rounds) {
  const runs = new Map(commands.map(({ name }) => [name, []]));
  for (const { command, input, cwd } of commands) runOnce(command, input, cwd);
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, command, input, cwd } of commands) runs.get(name).push(runOnce(command, input, cwd));
  }
  return new Map(
    [...runs].map(([name, all]) => [
      name,
      {
        seconds: median(all.map((one) => one.seconds)),
        mebibytes: median(all.map((one) => one.mebibytes)),
        // A clock of 10 ms: the mean says more than the median.
        processor: mean(all.map((one) => one.processor)),
        each: all.map((one) => one.seconds),
      },
    ]),
  );
}

/** The median of the ratios round by round. */
export const ratio = (figures, name, other) =>
  median(figures.get(name).each.map((seconds, round) => seconds / figures.get(other).each[round]));

/** The power of the size that time grows with: 1 where twice as much takes twice as long. @param points size and seconds */
export function exponent(points) {
  const logs = points.map(([size, seconds]) => [Math.log(size), Math.log(seconds)]);
  const [x, y] = [mean(logs.map(([one]) => one)), mean(logs.map(([, one]) => one))];
  const over = logs.reduce((sum, [size, seconds]) => sum + (size - x) * (seconds - y), 0);
  return over / logs.reduce((sum, [size]) => sum + (size - x) ** 2, 0);
}
