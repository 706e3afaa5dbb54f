import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

/** Where the end-to-end tests keep the programs that they build; ignored by git. */
const CACHE = resolve(process.env.PHASEGATE_BENCH_CACHE ?? 'test/e2e/.cache');

/** Names of files in the cache, and on the PATH. */
const PROGRAMS = {
  prometheus: { variable: 'PHASEGATE_PROMETHEUS', built: /^prometheus-[0-9a-f]+$/ },
  'victoria-metrics': { variable: 'PHASEGATE_VICTORIA_METRICS', built: /^victoria-metrics-[0-9a-f]+$/ },
  'prom-migrator': { variable: 'PHASEGATE_PROM_MIGRATOR', built: /^prom-migrator-[0-9a-f]+$/ },
  vmctl: { variable: 'PHASEGATE_VMCTL', built: /^vmctl-[0-9a-f]+$/ },
} as const;

export type ProgramName = keyof typeof PROGRAMS;

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A program by its variable, in the build cache, or on the PATH; undefined, and one line about it, where there is none. */
export function program(name: ProgramName): string | undefined {
  const { variable, built } = PROGRAMS[name];
  const cached = existsSync(CACHE) ? readdirSync(CACHE) : [];
  const debian = cached.find((entry) => entry.startsWith(`debian-${name}-`));
  const candidates = [
    process.env[variable],
    ...cached.filter((entry) => built.test(entry)).map((entry) => join(CACHE, entry)),
    debian && join(CACHE, debian, 'usr/bin', name),
    ...(process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name)),
  ];
  const found = candidates.find((file) => file !== undefined && file !== '' && isProgram(file));
  if (found === undefined)
    console.log(`${name} is not in ${variable}, the build cache or on the PATH: not compared`);
  return found;
}
