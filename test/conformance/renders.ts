import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The folder of real renders: PHASEGATE_CONFORMANCE, by default ../shared/conformance beside the project. */
export const CONFORMANCE = resolve(
  process.env.PHASEGATE_CONFORMANCE ?? join(import.meta.dirname, '../../../shared/conformance'),
  'pyroscope',
);

export const MODES = ['single-binary', 'microservices', 'legacy-microservices'] as const;
export type Mode = (typeof MODES)[number];
export type Toggles = 'default' | 'v1' | 'dual' | 'v2' | 'dual-weighted';

export const renderPath = (chart: string, mode: Mode, toggles: Toggles): string =>
  join(CONFORMANCE, chart, `${mode}-${toggles}.yaml`);

/** Chart versions with renders, empty where the folder is missing. */
export function chartVersions(): string[] {
  if (!existsSync(CONFORMANCE)) return [];
  return readdirSync(CONFORMANCE)
    .filter((name) => /^\d/.test(name))
    .sort();
}

export const readRender = (chart: string, mode: Mode, toggles: Toggles): string =>
  readFileSync(renderPath(chart, mode, toggles), 'utf8');
