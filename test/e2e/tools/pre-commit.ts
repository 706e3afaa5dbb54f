import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { buildCache } from './paths.ts';
import { run } from './run.ts';

interface PythonProgram {
  /** The package on PyPI, and the program that it brings. */
  readonly name: string;
  readonly version: string;
}

/** Says that Python programs cannot be had here, so that the caller can skip what needs them. */
export class NoPython extends Error {}

/**
 * Installs a program from PyPI into a virtual environment of its own, or takes the one that is there.
 * @returns the path of the program.
 * @throws NoPython where there is no Python with venv; Error with pip's output where it cannot be installed.
 */
async function pythonProgram({ name, version }: PythonProgram): Promise<string> {
  const folder = join(buildCache, `${name}-${version}`);
  const program = join(folder, 'bin', name);
  const complete = join(folder, 'complete');
  if (existsSync(complete)) return program;
  await checkPython();
  // What an install that was broken off has left; programs of a virtual environment cannot be moved into place.
  await rm(folder, { recursive: true, force: true });
  await succeed('python3', ['-m', 'venv', folder]);
  await succeed(join(folder, 'bin', 'pip'), ['install', '--quiet', `${name}==${version}`]);
  await mkdir(complete);
  return program;
}

async function checkPython(): Promise<void> {
  const answer = await run('python3', ['-c', 'import venv, ensurepip']).catch(() => undefined);
  if (answer === undefined) throw new NoPython('no Python here: there is no python3');
  if (answer.status !== 0) throw new NoPython('no Python here: python3 lacks venv');
}

async function succeed(program: string, args: readonly string[]): Promise<void> {
  const { status, stdout, stderr } = await run(program, args, { timeoutMs: 300_000 });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed:\n${stdout}${stderr}`);
}

/** pre-commit as it installs Node packages since 4.7 (npm install of a git URL), and as it did before (npm pack). */
export interface PreCommitPrograms {
  readonly current: string;
  readonly older: string;
}

/** @throws NoPython where there is no Python to install them with. */
export async function preCommitPrograms(): Promise<PreCommitPrograms> {
  const current = await pythonProgram({ name: 'pre-commit', version: '4.7.0' });
  const older = await pythonProgram({ name: 'pre-commit', version: '4.6.0' });
  return { current, older };
}
