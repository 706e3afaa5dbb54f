import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ownFolder, run } from './program.ts';
import { singleBinary } from './single-binary.ts';

async function runWith(config: string | Buffer) {
  const folder = ownFolder();
  writeFileSync(join(folder, 'phasegate.yaml'), config);
  const { code, out, err } = await run([], { input: singleBinary(), folder });
  return { code, out: out.length, err };
}

const stopped = { code: 2, out: 0 };

describe('a config', () => {
  it('with a key that does not exist is refused with its place and the nearest key', async () => {
    expect(await runWith('mode: warn\nphasse: v2\n')).toMatchObject({
      ...stopped,
      err: expect.stringMatching(/^phasegate\.yaml:2:1: error: .*phasse.*phase/),
    });
    expect(await runWith('releases:\n  - name: a\n    ingesterWieght: 1\n')).toMatchObject({
      ...stopped,
      err: expect.stringMatching(/^phasegate\.yaml:3:5: error: .*ingesterWeight/),
    });
  });

  it('with two swapped letters in a key is still understood as a slip', async () => {
    expect((await runWith('phsae: v2\n')).err).toContain('did you mean phase?');
  });

  it('with a mistake below a key that has a slash or a tilde points at it', async () => {
    const rule = 'pyroscope/plaintext-secret';
    expect(await runWith(`lint:\n  rules:\n    ${rule}: {severity: fatal}\n`)).toMatchObject({
      ...stopped,
      err: expect.stringMatching(
        new RegExp(`^phasegate\\.yaml:3:44: error: lint\\.rules\\.${rule}\\.severity must be one of`),
      ),
    });
    expect((await runWith('lint:\n  rules:\n    a~b/c: {sevrity: error}\n')).err).toContain(
      'phasegate.yaml:3:13: error: unknown key sevrity; did you mean severity?',
    );
  });

  it('that is not UTF-8 is refused as such', async () => {
    const bytes = Buffer.concat([Buffer.from('phase: v2\nmode: '), Buffer.from([0xff, 10])]);
    expect(await runWith(bytes)).toMatchObject({ ...stopped, err: expect.stringContaining('UTF-8') });
  });

  it('of two documents is refused: only one of them could count', async () => {
    expect(await runWith('phase: v2\n---\nphase: v1\n')).toMatchObject(stopped);
  });

  it('with __proto__ in it changes nothing but is refused', async () => {
    for (const text of ['__proto__: {phase: v2}\n', 'releases: [{name: profiles, __proto__: {phase: v2}}]\n'])
      expect(await runWith(text)).toMatchObject(stopped);
  });

  it('is refused where it is no map, nor YAML, nor finite', async () => {
    const bomb = `a: &a [${'x, '.repeat(9)}x]\n${[...'bcdefghi'].map((key, at) => `${key}: &${key} [${`*${'abcdefgh'[at]}, `.repeat(10)}]\n`).join('')}`;
    for (const text of [
      '- a\n',
      'words\n',
      'phase: [\n',
      '\tphase: v2\n',
      'phase: "v2\n',
      'phase: v2\nphase: v1\n',
      bomb,
    ])
      expect(await runWith(text), text).toMatchObject(stopped);
  });
});
