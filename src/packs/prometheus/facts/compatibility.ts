import { rowsOf } from '../../../chart/table.ts';
import table from './compatibility.tsv';

const COLUMNS = [
  'store',
  'remote_read',
  'remote_write',
  'samples older than what is there',
  'native histograms',
  'read back by',
] as const;

/** What the stores take and give, as a page for `phasegate explain`. */
export function compatibilityText(): string {
  const [, ...facts] = COLUMNS;
  const stores = rowsOf(table).map(([store = '', ...cells]) =>
    [store, ...facts.map((name, at) => `  ${`${name}:`.padEnd(34)}${cells[at] ?? '-'}`)].join('\n'),
  );
  return `What stores take and give, and how that is known: [run] the real program was started.

${stores.join('\n\n')}
`;
}
