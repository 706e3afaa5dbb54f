import { spawn } from 'node:child_process';

/** Tells CPU seconds and memory of one program. */
export const TIME = '/usr/bin/time';

export interface Figures {
  readonly cpu: number;
  readonly mebibytes: number;
  readonly wall: number;
  readonly status: number | null;
  readonly output: string;
}

/** Runs a command in a folder; killed as soon as `isTime` says so, where that is given. */
export function measured(
  command: readonly string[],
  folder: string,
  isTime?: () => boolean,
): Promise<Figures> {
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

export function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}
