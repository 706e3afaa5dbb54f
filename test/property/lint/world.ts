import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import type { Io } from '../../../src/cli/io.ts';
import { runWith } from '../../../src/cli/main.ts';
import { ok } from '../../../src/result.ts';

/** What a command left behind. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly said: string;
}

/** A new empty folder, so that nothing around the values says what chart they are for; gone with the test. */
export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'phasegate-property-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function ioIn(cwd: string, stdin = ''): Io & { out: string; said: string } {
  const io = {
    out: '',
    said: '',
    env: {},
    cwd,
    stdinIsTerminal: false,
    stdoutIsTerminal: false,
    interrupted: new AbortController().signal,
    colourOnStderr: false,
    colourOnStdout: false,
    readStdin: () => ok(Buffer.from(stdin)),
    writeOut: (text: string | Buffer) => {
      io.out += text;
      return ok(undefined);
    },
    writeTerminal: () => false,
    writeError: (text: string) => {
      io.said += text;
    },
  };
  return io;
}

/** Runs a command line of phasegate in a folder. */
export async function phasegate(argv: readonly string[], cwd: string, stdin?: string): Promise<Ran> {
  const io = ioIn(cwd, stdin);
  const code = await runWith(argv, io);
  return { code, out: io.out, said: io.said };
}

/**
 * The same texts at every run, so that a change is judged by what it changed; PROPERTY_SEED tries others. fast-check
 * prints the seed of a failure.
 */
export const runs = (numRuns: number): { readonly numRuns: number; readonly seed: number } => ({
  numRuns,
  seed: Number(process.env.PROPERTY_SEED ?? 20_261),
});

/** A finding as --format json prints it. */
export interface Reported {
  readonly ruleId: string;
  readonly severity: string;
  readonly message: string;
  readonly file: string | null;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly path: string;
}

/** The findings of a values file with this text. A crash, or output that is no report, fails the test. */
export async function findingsOf(text: string, folder: string): Promise<readonly Reported[]> {
  const argv = ['lint', '--format', 'json', '--stdin-filename', 'values.yaml', '-'];
  const { code, out, said } = await phasegate(argv, folder, text);
  expect([0, 1], said).toContain(code);
  return (JSON.parse(out) as { findings: readonly Reported[] }).findings;
}
