import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Io } from '../../src/cli/io.ts';
import { runWith } from '../../src/cli/main.ts';
import { ok } from '../../src/result.ts';
import { asked, foreignDocument, foreignText } from './arbitraries.ts';
import { renderTexts } from './render-texts.ts';

/** A world of its own for one run of a command: a stdin, and a stdout that is remembered. */
function worldWith(stdin: string): Io & { out: string } {
  const world = {
    out: '',
    env: {},
    cwd: '/',
    stdinIsTerminal: false,
    stdoutIsTerminal: false,
    interrupted: new AbortController().signal,
    colourOnStderr: false,
    colourOnStdout: false,
    readStdin: () => ok(Buffer.from(stdin)),
    writeOut: (text: string | Buffer) => {
      world.out += text;
      return ok(undefined);
    },
    writeTerminal: () => false,
    writeError: () => undefined,
  };
  return world;
}

const stream = fc.array(fc.oneof(foreignText, foreignDocument), { maxLength: 6 }).map((all) => all.join(''));
const phase = fc.constantFrom([], ...['v1', 'dual', 'v2'].map((one) => ['--allow-no-match', '--phase', one]));
const mode = fc.constantFrom([], ['--mode', 'check'], ['--mode', 'warn'], ['--diff']);

describe('a stream without a Pyroscope release', () => {
  it('passes the packs unchanged', async () => {
    const property = fc.asyncProperty(stream, asked, async (text, intent) => {
      expect((await renderTexts(text, intent)).stream).toBe(text);
    });
    await fc.assert(property, { numRuns: 400 });
  });

  it('passes the command unchanged, with exit code 0', async () => {
    const property = fc.asyncProperty(stream, phase, mode, async (text, phaseFlags, modeFlags) => {
      const world = worldWith(text);
      expect(await runWith(['render', ...phaseFlags, ...modeFlags], world)).toBe(0);
      expect(world.out).toBe(text);
    });
    await fc.assert(property, { numRuns: 400 });
  });
});
