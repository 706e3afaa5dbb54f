import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

/** Peak memory in MiB of the largest child so far is all that Node tells; /usr/bin/time tells it for one. */
const TIME =
  spawnSync('/usr/bin/time', ['-f', '%M', 'true']).status === 0 ? ['/usr/bin/time', '-f', '%M'] : undefined;

/** Runs a command once with a file as its input; wall seconds and, where it can be had, peak MiB. */
export function runOnce([program, ...args], input, cwd) {
  const stdin = input === undefined ? 'ignore' : openSync(input, 'r');
  const words = TIME ? [...TIME, program, ...args] : [program, ...args];
  const start = process.hrtime.bigint();
  const run = spawnSync(words[0], words.slice(1), {
    stdio: [stdin, 'pipe', 'pipe'],
    cwd,
    maxBuffer: 1 << 30,
  });
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  if (stdin !== 'ignore') closeSync(stdin);
  if (run.status !== 0)
    throw new Error(`${program} ${args.join(' ')}: exit code ${run.status}\n${run.stderr}`);
  const kilobytes = Number(run.stderr.toString().trim().split('\n').at(-1));
  return { seconds, mebibytes: TIME ? kilobytes / 1024 : Number.NaN };
}

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

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
        each: all.map((one) => one.seconds),
      },
    ]),
  );
}

/** The median of the ratios round by round. */
export const ratio = (figures, name, other) =>
  median(figures.get(name).each.map((seconds, round) => seconds / figures.get(other).each[round]));
