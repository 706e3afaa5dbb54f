import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** A build of phasegate that is measured, and how it is shown. */
export interface Build {
  readonly title: string;
  readonly command: readonly string[];
}

/** A Node by what it says of itself: packages of the system have their own build of a version, under /usr/bin. */
function nodeAt(program: string): Build {
  const asked = spawnSync(program, ['-p', 'process.version + " " + process.execPath'], { encoding: 'utf8' });
  if (asked.status !== 0)
    throw new Error(`${program} is not a Node: ${asked.error?.message ?? asked.stderr}`);
  const [version = '', path = ''] = asked.stdout.trim().split(/ (.*)/);
  const origin = path.startsWith('/usr/bin/') ? ', of the system' : '';
  return {
    title: `node ${version} (${path}${origin})`,
    command: [path, resolve('bin/phasegate.js')],
  };
}

/** The Node that runs the benchmark, those of `PHASEGATE_BENCH_NODES`, separated by commas, and the executable where it is built. */
export function builds(): readonly [Build, ...Build[]] {
  const others = (process.env.PHASEGATE_BENCH_NODES ?? '').split(',').filter((program) => program !== '');
  const executable = resolve(`dist/executables/phasegate-${process.platform}-${process.arch}`);
  return [
    nodeAt(process.execPath),
    ...others.map(nodeAt),
    ...(existsSync(executable) ? [{ title: `executable (${executable})`, command: [executable] }] : []),
  ];
}
