import { readFile } from 'node:fs/promises';
import { phasegateProgram, singleBinaryStream } from './paths.ts';
import { run } from './run.ts';

/**
 * The single-binary stream as `phasegate render` writes it for a phase. It runs in the given folder,
 * which takes its report too, so that neither a config file nor a report of this machine takes part.
 */
export async function renderSingleBinary(phase: string, folder: string): Promise<string> {
  const rendered = await run(process.execPath, [phasegateProgram, 'render', '--phase', phase], {
    cwd: folder,
    env: { ...process.env, XDG_STATE_HOME: folder },
    stdin: await readFile(singleBinaryStream, 'utf8'),
  });
  if (rendered.status !== 0) {
    throw new Error(`phasegate render --phase ${phase}: status ${rendered.status}\n${rendered.stderr}`);
  }
  return rendered.stdout;
}
