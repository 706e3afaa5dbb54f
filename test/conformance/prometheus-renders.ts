import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The folder of real renders of the two charts: PHASEGATE_CONFORMANCE, by default ../shared/conformance beside the project. */
export const PROMETHEUS_RENDERS = resolve(
  process.env.PHASEGATE_CONFORMANCE ?? join(import.meta.dirname, '../../../shared/conformance'),
  'prometheus',
);

/** The stores that the table of what is expected assumes. */
export const DESTINATION = 'https://mimir.metrics-new.example.test/api/v1/push';

export type Verdict = 'edit' | 'create' | 'dual' | 'destination' | 'refuse';

/** A row of the table of what is expected. */
export interface ExpectedRender {
  readonly file: string;
  readonly verdict: Verdict;
  /** `entries` of the table: what remote_write holds, as names and hosts. */
  readonly entries: string;
  /** Of the new entry's dash, from 1; undefined where none is added to a list. */
  readonly line?: number;
  readonly column?: number;
  /** Rows of the audit that are refused, warned about, mended or verified. */
  readonly notes: string;
}

/** The rows; none where the folder is missing. */
export function expectedRenders(): readonly ExpectedRender[] {
  const table = join(PROMETHEUS_RENDERS, 'expected.tsv');
  if (!existsSync(table)) return [];
  const [, ...rows] = readFileSync(table, 'utf8').trimEnd().split('\n');
  return rows.map((row) => {
    const [file = '', , entries = '', verdict = '', added = '', , notes = ''] = row.split('\t');
    const [, line, column] = /after line (\d+), its dash in column (\d+)/.exec(added) ?? [];
    return {
      ...{ file, entries, notes, verdict: verdict as Verdict },
      ...(line !== undefined && { line: Number(line) + 1, column: Number(column) }),
    };
  });
}

export const readPrometheusRender = (file: string): string =>
  readFileSync(join(PROMETHEUS_RENDERS, file), 'utf8');
