import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { ownFolder, runBuilt, start } from './unit/bad-input/program.ts';
import { foreign, singleBinary } from './unit/bad-input/single-binary.ts';

/** Documents of nobody. */
export const MEGABYTE = foreign.repeat(Math.ceil(1_000_000 / foreign.length));

const TO_V2 = ['render', '--phase', 'v2'];

/** Sends a release amid documents of nobody through the built program. @returns exit code, digests of what came and should have */
export async function renderAmid(megabytes: number) {
  const child = start(TO_V2, ownFolder());
  const [wanted, received] = [createHash('sha256'), createHash('sha256')];
  child.stdout.on('data', (chunk: Buffer) => received.update(chunk));
  const closed = once(child, 'close');
  const alone = await runBuilt(TO_V2, singleBinary());
  const others = Array<string>(megabytes / 2).fill(MEGABYTE);
  for (const piece of [...others, singleBinary(), ...others]) {
    wanted.update(piece === MEGABYTE ? piece : alone.out);
    if (!child.stdin.write(piece)) await once(child.stdin, 'drain');
  }
  child.stdin.end();
  const [code] = await closed;
  return { code, received: received.digest('hex'), wanted: wanted.digest('hex') };
}

/** Values of so many bytes, with one mistake behind them: `unknown-key`. */
export function longValues(bytes: number): string {
  const lines: string[] = [];
  for (let size = 0; size < bytes; size += 60)
    lines.push(`    label-${lines.length}: "some-value-that-fills-the-line-up-to-its-end"\n`);
  return `pyroscope:\n  extraLabels:\n${lines.join('')}  replicaCuont: 3\n`;
}
