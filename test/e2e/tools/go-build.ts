import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { changedModule, type SourceChanges } from './changed-module.ts';
import { buildCache } from './paths.ts';
import { run } from './run.ts';

export interface GoProgram {
  /** Name of the built file, before the part that tells builds apart. */
  readonly name: string;
  /** Folder with the go.mod and go.sum that pin the program. */
  readonly module: string;
  readonly package: string;
  /** Files of it that are of this repository, by their path within the module. */
  readonly sources?: readonly string[];
  /** As `go build -ldflags` takes them. */
  readonly linkerFlags?: string;
  /** What is changed in the sources of a module before it is compiled. */
  readonly changes?: SourceChanges;
}

/** Says that programs cannot be built here, so that the caller can skip what needs them. */
export class NoGo extends Error {}

/**
 * Builds a program from its pinned module, or takes the one built before from the same go.mod, go.sum
 * and Go release. Prints how long that took.
 * @returns the path of the program.
 * @throws NoGo where there is no Go; Error with the compiler's output where the build fails.
 */
export async function goBuild(program: GoProgram): Promise<string> {
  const target = join(buildCache, `${program.name}-${await buildKey(program)}`);
  if (existsSync(target)) {
    console.log(`${program.name}: built before`);
    return target;
  }
  const started = performance.now();
  await mkdir(buildCache, { recursive: true });
  await compile(program, target);
  console.log(`${program.name}: built in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  return target;
}

async function buildKey(program: GoProgram): Promise<string> {
  const hash = createHash('sha256')
    .update(await goVersion())
    .update(program.package)
    .update(program.linkerFlags ?? '')
    .update(program.changes === undefined ? '' : JSON.stringify(program.changes));
  for (const file of ['go.mod', 'go.sum', ...(program.sources ?? [])]) {
    hash.update(await readFile(join(program.module, file)));
  }
  return hash.digest('hex').slice(0, 12);
}

async function compile(program: GoProgram, target: string): Promise<void> {
  // Renamed into place, so that an interrupted build is never taken for a program.
  const unfinished = `${target}.${process.pid}`;
  const linkerFlags = program.linkerFlags === undefined ? [] : ['-ldflags', program.linkerFlags];
  const args = ['build', '-mod=readonly', ...linkerFlags, '-o', unfinished, program.package];
  const { module, changes } = program;
  const cwd = changes === undefined ? module : await changedModule(module, changes);
  try {
    const built = await run('go', args, {
      cwd,
      // A go.work above the checkout would replace the pins.
      env: { ...process.env, GOWORK: 'off' },
      timeoutMs: 45 * 60_000,
    });
    if (built.status !== 0) throw new Error(`go build ${program.package} failed:\n${built.stderr}`);
    await rename(unfinished, target);
  } finally {
    await rm(unfinished, { force: true });
    if (cwd !== module) await rm(cwd, { recursive: true, force: true });
  }
}

async function goVersion(): Promise<string> {
  const answer = await run('go', ['version']).catch(() => undefined);
  if (answer?.status !== 0) throw new NoGo('no Go here');
  return answer.stdout;
}
