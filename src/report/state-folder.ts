import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { err, ok, type Result } from '../result.ts';

const KEPT = 20;
const OWNER_ONLY_FILE = 0o600;
const OWNER_ONLY_FOLDER = 0o700;

/** Where reports are kept: `$XDG_STATE_HOME/phasegate/reports`, else below ~/.local/state (XDG base directory specification). */
export function reportFolder(env: Readonly<Record<string, string | undefined>>): string {
  const state = env.XDG_STATE_HOME;
  // The specification has relative paths ignored.
  const base = state && isAbsolute(state) ? state : join(env.HOME || homedir(), '.local', 'state');
  return join(base, 'phasegate', 'reports');
}

/** Report files, oldest first: their names begin with the time. */
export function storedReports(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .sort();
  } catch {
    return [];
  }
}

function removeOld(folder: string): void {
  // Another run may have removed it already.
  for (const name of storedReports(folder).slice(0, -KEPT)) rmSync(join(folder, name), { force: true });
}

/** Keeps a report for `phasegate report`, readable by its owner alone; the last 20 stay. */
export function storeReport(folder: string, json: string, time: string): Result<string, string> {
  const file = join(folder, `${time.replace(/[:.]/g, '-')}-${process.pid}.json`);
  try {
    mkdirSync(folder, { recursive: true, mode: OWNER_ONLY_FOLDER });
    writeFileSync(file, json, { mode: OWNER_ONLY_FILE });
    removeOld(folder);
    return ok(file);
  } catch (error) {
    return err(`cannot store the report in ${folder} (${(error as NodeJS.ErrnoException).code})`);
  }
}
