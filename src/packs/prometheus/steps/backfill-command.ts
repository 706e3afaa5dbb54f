import { likely } from '../../../pack.ts';
import { shellWord } from '../../../shell.ts';
import { PRODUCTS } from '../backfill/products.ts';
import { timeText } from '../backfill/ranges.ts';
import { LOCAL } from '../facts/settings.ts';
import { oldAmong, storeOf } from '../read/entries.ts';
import type { PrometheusState } from '../read/facts.ts';

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

function readerUrl({ components, meant }: PrometheusState): string {
  if (meant.old === LOCAL) return LOCAL_READER;
  const [entry] = components.flatMap(({ entries }) => oldAmong(entries, meant));
  const url = likely(entry?.url);
  return (url === undefined ? undefined : readerOf(storeOf(url))) ?? UNKNOWN_READER;
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
    ...['--reader-url', readerUrl(state), '--writer-url', destination],
    ...(tenant === undefined ? [] : ['--writer-http-header', `X-Scope-OrgID:${tenant}`]),
    ...(backfillState === undefined ? [] : ['--state', backfillState]),
  ]
    .map(shellWord)
    .join(' ');
}
