import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Io } from '../../../src/cli/io.ts';
import { runWith } from '../../../src/cli/main.ts';
import { ok } from '../../../src/result.ts';
import { manifestOf } from './memory-cluster.ts';

/** A machine without helm: the gate cannot ask anybody. */
async function run(...argv: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'phasegate-gate-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const out: string[] = [];
  const errors: string[] = [];
  const io: Io = {
    env: { PATH: folder, HOME: folder, XDG_STATE_HOME: folder },
    cwd: folder,
    stdinIsTerminal: false,
    stdoutIsTerminal: false,
    colourOnStderr: false,
    colourOnStdout: false,
    interrupted: new AbortController().signal,
    readStdin: () => ok(Buffer.from(manifestOf('dual'))),
    writeOut: (text) => ok(void out.push(String(text))),
    writeTerminal: () => false,
    writeError: (text) => void errors.push(text),
  };
  const code = await runWith(['render', '--phase', 'v2', ...argv], io);
  return { code, out: out.join(''), errors: errors.join('') };
}

const HERE = ['--gate', '-n', 'pyroscope'] as const;

describe('render --gate where nobody can be asked', () => {
  it('refuses, writes nothing and says why and how it is opened', async () => {
    const { code, out, errors } = await run(...HERE);
    expect([code, out]).toEqual([1, '']);
    expect(errors).toContain('helm is not on PATH');
    expect(errors).toContain('--gate-override "<reason>"');
  });

  it('refuses without a namespace', async () => {
    const { code, out, errors } = await run('--gate');
    expect([code, out]).toEqual([1, '']);
    expect(errors).toContain('the namespace of the release is unknown');
  });

  it('passes the input through in mode check, with exit code 1', async () => {
    expect(await run(...HERE, '--mode', 'check')).toMatchObject({ code: 1, out: manifestOf('dual') });
  });

  it('renders what was asked for once it is overridden, and says so', async () => {
    const { code, out, errors } = await run(...HERE, '--gate-override', 'the node is gone');
    expect(code).toBe(0);
    expect(out).toContain('-architecture.storage=v2');
    expect(errors).toContain('and overridden: the node is gone');
  });

  it.each([
    ['a time that is none', ['--min-soak', 'soon']],
    ['a reason that is none', ['--gate-override', '']],
    ['an address that is none', ['--gate-url', 'here']],
  ])('takes %s for a mistake in the call', async (_, words) => {
    expect(await run(...HERE, ...words)).toMatchObject({ code: 2, out: '' });
  });

  it('keeps in the report, and says, that the soak was shortened', async () => {
    const { errors } = await run(...HERE, '--min-soak', '0s', '--gate-override', 'why', '--debug');
    expect(errors).toContain(
      'phasegate: warning: the gate requires a soak of only 0 s instead of 24 h (from --min-soak)',
    );
    expect(errors).toContain('phasegate: soak: 0 s (from --min-soak)');
  });

  it('asks nobody where no gate is asked for', async () => {
    expect(await run()).toMatchObject({ code: 0, errors: expect.not.stringContaining('helm') });
  });
});
