import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { ownFolder, run, start } from './program.ts';
import { foreign, singleBinary } from './single-binary.ts';

const MEGABYTE = foreign.repeat(Math.ceil(1_000_000 / foreign.length));

describe('a stream of 200 MB', () => {
  it('passes, with the release in it edited', { timeout: 60_000 }, async () => {
    const child = start(['render', '--phase', 'v2'], ownFolder());
    const [sent, received] = [createHash('sha256'), createHash('sha256')];
    child.stdout.on('data', (chunk: Buffer) => received.update(chunk));
    const closed = once(child, 'close');
    const alone = await run(['render', '--phase', 'v2'], { input: singleBinary() });
    const pieces = [
      ...Array<string>(100).fill(MEGABYTE),
      singleBinary(),
      ...Array<string>(100).fill(MEGABYTE),
    ];
    for (const piece of pieces) {
      sent.update(piece === MEGABYTE ? piece : alone.out);
      if (!child.stdin.write(piece)) await once(child.stdin, 'drain');
    }
    child.stdin.end();
    expect((await closed)[0]).toBe(0);
    expect(received.digest('hex')).toBe(sent.digest('hex'));
  });
});

describe('standard output that is closed', () => {
  it('ends the run with exit code 2 and a message', async () => {
    const child = start(['render', '--phase', 'v2'], ownFolder());
    const said: Buffer[] = [];
    child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
    child.stdout.destroy();
    child.stdin.end(singleBinary() + MEGABYTE);
    const [code] = await once(child, 'close');
    expect(code).toBe(2);
    expect(Buffer.concat(said).toString()).toMatch(/standard output was closed .*EPIPE/);
  });
});

describe('standard input', () => {
  it('that is empty gives nothing, and no words', async () => {
    const { code, out, err } = await run([]);
    expect({ code, out: out.length, err }).toEqual({ code: 0, out: 0, err: '' });
  });

  it('that is empty is an error where a release must be in it', async () => {
    const { code, out } = await run(['render', '--require-match']);
    expect({ code, out: out.length }).toEqual({ code: 1, out: 0 });
  });

  it('that nests deeper than can be read is refused, not crashed on', async () => {
    const deep = `          note: ${'['.repeat(20_000)}${']'.repeat(20_000)}\n`;
    const { code, out, err } = await run(['render', '--phase', 'v2'], { input: singleBinary(deep) });
    expect({ code, out: out.length }).toEqual({ code: 2, out: 0 });
    expect(err).toMatch(/<stdin>:28:\d+: error:/);
  });

  it('that nests deeply in a document of nobody passes', async () => {
    const deep = `---\nnote: ${'['.repeat(20_000)}\n`;
    const { code, out } = await run(['render', '--phase', 'v2'], { input: singleBinary() + deep });
    expect(code).toBe(0);
    expect(out.toString().endsWith(deep)).toBe(true);
  });
});
