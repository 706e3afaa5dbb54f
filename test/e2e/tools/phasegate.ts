import { readFile } from 'node:fs/promises';
import { phasegateProgram, singleBinaryStream } from './paths.ts';
import { run } from './run.ts';

/** The single-binary stream as `phasegate render` writes it for a phase. */
export async function renderSingleBinary(phase: string): Promise<string> {
  const stdin = await readFile(singleBinaryStream, 'utf8');
  const rendered = await run(process.execPath, [phasegateProgram, 'render', '--phase', phase], { stdin });
  if (rendered.status !== 0) {
    throw new Error(`phasegate render --phase ${phase}: status ${rendered.status}\n${rendered.stderr}`);
  }
  return rendered.stdout;
}
