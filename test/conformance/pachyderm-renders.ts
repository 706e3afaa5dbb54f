import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The folder of real renders of pachctl and of the chart: PHASEGATE_CONFORMANCE, by default ../shared/conformance beside the project. */
export const PACHYDERM_RENDERS = resolve(
  process.env.PHASEGATE_CONFORMANCE ?? join(import.meta.dirname, '../../../shared/conformance'),
  'pachyderm',
);

/** Their file names; none where the folder is missing. */
export const pachydermRenders = (): readonly string[] =>
  existsSync(PACHYDERM_RENDERS)
    ? readdirSync(PACHYDERM_RENDERS).filter((name) => name.endsWith('.yaml'))
    : [];

export const readPachydermRender = (file: string): string =>
  readFileSync(join(PACHYDERM_RENDERS, file), 'utf8');
