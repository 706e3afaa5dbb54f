import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { LoadedConfig } from '../../config/config.ts';
import { type Baseline, baselineOf } from '../../lint/baseline.ts';
import type { LintFinding } from '../../lint/lint-result.ts';
import { err, ok, type Result } from '../../result.ts';
import type { Io } from '../io.ts';
import { readText } from '../read-text.ts';
import type { LintFlags } from './flags.ts';

const DEFAULT_FILE = 'phasegate-baseline.json';

/** The baseline in force: the flag's, else the config's; with --write-baseline there is always one. */
export function baselineFile(flags: LintFlags, loaded: LoadedConfig | undefined): string | undefined {
  const configured = loaded?.config.lint?.baseline;
  if (flags.baseline !== undefined) return flags.baseline;
  if (loaded && configured !== undefined) return resolve(loaded.folder, configured);
  return flags.writeBaseline ? DEFAULT_FILE : undefined;
}

function isBaseline(data: unknown): data is Baseline {
  if (typeof data !== 'object' || data === null) return false;
  const { version, findings } = data as Partial<Baseline>;
  return version === 1 && Array.isArray(findings);
}

/** @returns the message for exit code 2 where it cannot be read or is none */
export function readBaseline(file: string, io: Io): Result<Baseline, string> {
  const text = readText(file, io);
  if (!text.ok)
    return err(`phasegate: baseline ${file}: ${text.error}; phasegate lint --write-baseline writes one`);
  try {
    const data: unknown = JSON.parse(text.value);
    if (isBaseline(data)) return ok(data);
  } catch {
    // Told below: it is no baseline.
  }
  return err(`phasegate: baseline ${file}: it is none; phasegate lint --write-baseline writes one`);
}

/** Accepts all findings. @returns the message for exit code 2 where the file cannot be written */
export function writeBaseline(
  file: string,
  findings: readonly LintFinding[],
  io: Io,
): Result<undefined, string> {
  const text = `${JSON.stringify(baselineOf(findings), null, 2)}\n`;
  try {
    writeFileSync(resolve(io.cwd, file), text);
    return ok(undefined);
  } catch (error) {
    return err(`phasegate: baseline ${file} cannot be written (${(error as NodeJS.ErrnoException).code})`);
  }
}
