import { join } from 'node:path';
import { projectRoot } from '../tools/paths.ts';
import { run } from '../tools/run.ts';

/** Long enough to fetch a Bun of 50 MB, too. */
export const BUILD_TIMEOUT_MS = 600_000;

/**
 * Builds executables of the sources as they are.
 * @param platforms as the script names them; `here` is this machine
 * @returns their paths @throws with the output of the build where it fails
 */
export async function buildExecutables(...platforms: readonly string[]): Promise<readonly string[]> {
  const built = await run(process.execPath, ['scripts/build-executables.mjs', ...platforms], {
    cwd: projectRoot,
    timeoutMs: BUILD_TIMEOUT_MS,
  });
  if (built.status !== 0) throw new Error(`build:executables failed:\n${built.stdout}${built.stderr}`);
  return [...built.stdout.matchAll(/^(dist\/executables\/\S+): /gm)].map(([, path = '']) =>
    join(projectRoot, path),
  );
}

/** The executable for this machine. @throws as buildExecutables */
export async function buildHere(): Promise<string> {
  const [program] = await buildExecutables('here');
  if (program === undefined) throw new Error('build:executables names no executable');
  return program;
}
