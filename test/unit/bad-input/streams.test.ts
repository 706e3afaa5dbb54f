import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { MEGABYTE, renderAmid } from '../../large-input.ts';
import { ownFolder, run, runBuilt, start } from './program.ts';
import { singleBinary } from './single-binary.ts';

describe('a stream of 20 MB', () => {
  it('passes, with the release in it edited', async () => {
    const { code, received, wanted } = await renderAmid(20);
    expect({ code, received }).toEqual({ code: 0, received: wanted });
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
    const { code, out, err } = await runBuilt([]);
    expect({ code, out: out.length, err }).toEqual({ code: 0, out: 0, err: '' });
  });

  it('that is empty is an error where a release must be in it', async () => {
    const { code, out } = await runBuilt(['render', '--require-match']);
    expect({ code, out: out.length }).toEqual({ code: 1, out: 0 });
  });

  it('that nests deeper than can be read is refused, not crashed on', async () => {
    const deep = `          note: ${'['.repeat(20_000)}${']'.repeat(20_000)}\n`;
    const { code, out, err } = await runBuilt(['render', '--phase', 'v2'], singleBinary(deep));
    expect({ code, out: out.length }).toEqual({ code: 2, out: 0 });
    expect(err).toMatch(/<stdin>:28:\d+: error:/);
  });

  it('that nests deeply in a document of nobody passes', async () => {
    const deep = `---\nnote: ${'['.repeat(20_000)}\n`;
    const { code, out } = await runBuilt(['render', '--phase', 'v2'], singleBinary() + deep);
    expect(code).toBe(0);
    expect(out.toString().endsWith(deep)).toBe(true);
  });
});

describe('an alias', () => {
  it('never loses its anchor to an edit: such a release is refused, or still means something', async () => {
    const input = singleBinary()
      .replace('"-write-path=combined"', '&path "-write-path=combined"')
      .replace('  volumeClaimTemplates', '  note: *path\n  volumeClaimTemplates');
    expect(input).toMatch(/&path[\s\S]*\*path/);
    const { code, out } = await run(['render', '--phase', 'v2'], { input });
    if (code !== 0) expect({ code, out: out.length }).toEqual({ code: 1, out: 0 });
    const meaning = () => parseAllDocuments(out.toString()).map((document) => document.toJS() as unknown);
    expect(meaning).not.toThrow();
  });

  it('without an anchor above it breaks a document of the release', async () => {
    const input = singleBinary().replace('replicas: 1', 'replicas: *count');
    const { code, out, err } = await run(['render', '--phase', 'v2'], { input });
    expect({ code, out: out.length }).toEqual({ code: 2, out: 0 });
    expect(err).toContain('<stdin>:12:13: error:');
  });
});
