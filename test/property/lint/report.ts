import { expect } from 'vitest';
import { phasegate } from './world.ts';

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
