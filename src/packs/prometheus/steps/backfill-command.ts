import { likely, sure } from '../../../pack.ts';
import { shellWord } from '../../../shell.ts';
import { PRODUCTS } from '../backfill/products.ts';
import { timeText } from '../backfill/ranges.ts';
import { LOCAL } from '../facts/settings.ts';
import { oldAmong, queryOf, storeOf } from '../read/entries.ts';
import type { PrometheusState } from '../read/facts.ts';
import { tenantOf } from '../read/tenant.ts';

/** Where the Prometheus itself is read, by a port-forward. */
const LOCAL_READER = 'http://127.0.0.1:9090/api/v1/read';
const UNKNOWN_READER = 'http://OLD-STORE/api/v1/read';

/** remote_read of a store, by the address that takes remote_write, as its product has them. */
function readerOf(writer: string): string | undefined {
  for (const product of Object.values(PRODUCTS)) {
    if (!('readPath' in product) || !product.writePath.test(writer)) continue;
    return writer.replace(product.writePath, product.readPath);
  }
  return undefined;
}

const tenantHeader = (side: 'reader' | 'writer', tenant: string | undefined): readonly string[] =>
  tenant ? [`--${side}-http-header`, `X-Scope-OrgID:${tenant}`] : [];

/** How the old store is read: for the tenant, and from the database, that the entry writes to. */
function readerFlags({ components, meant }: PrometheusState): readonly string[] {
  if (meant.old === LOCAL) return ['--reader-url', LOCAL_READER];
  const [entry] = components.flatMap(({ entries }) => oldAmong(entries, meant));
  const url = likely(entry?.url) ?? '';
  const reader = readerOf(storeOf(url));
  return [
    ...['--reader-url', reader === undefined ? UNKNOWN_READER : `${reader}${queryOf(url)}`],
    ...tenantHeader('reader', entry && sure(tenantOf(entry))),
  ];
}

const wholeSecond = (time: number): string => timeText(Math.floor(time / 1000) * 1000);

/**
 * The backfill that a release needs, as a shell line without credentials.
 * @param range milliseconds since 1970; without a start, a month, which is for whoever runs it to change
 */
export function backfillCommand(
  state: PrometheusState,
  { start, end }: { readonly start?: number; readonly end?: number | undefined },
): string {
  const { meant } = state;
  const { destination = 'http://NEW-STORE/api/v1/write', tenant, backfillState } = meant;
  return [
    ...['phasegate', 'backfill', '--start', start === undefined ? '30d' : wholeSecond(start)],
    ...(end === undefined ? [] : ['--end', wholeSecond(end)]),
    ...readerFlags(state),
    ...['--writer-url', destination, ...tenantHeader('writer', tenant)],
    ...(backfillState === undefined ? [] : ['--state', backfillState]),
  ]
    .map(shellWord)
    .join(' ');
}
