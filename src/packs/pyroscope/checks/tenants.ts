import { NoAnswer } from '../../../checks/ask.ts';
import type { Sample } from '../../../checks/metrics.ts';
import { listOf, textOf } from '../../../live/json.ts';
import type { Live } from '../../../pack.ts';
import type { PyroscopeCase } from '../read/facts.ts';
import { askersFor, metricsOf, runningSettings } from './asking.ts';

/** What the metastore lists, where a server prints it; a tenant is listed after its first compaction. */
async function storedInV2(of: PyroscopeCase, live: Live): Promise<readonly string[]> {
  for (const component of ['query-frontend', 'admin']) {
    const [ask] = askersFor(of, live, component);
    const answer = await ask?.({ path: '/query-diagnostics/api/tenants', accept: [404] });
    if (answer?.status !== 200) continue;
    try {
      return listOf(JSON.parse(answer.body) as unknown).map(textOf);
    } catch {
      // Another page under this path lists no tenants.
    }
  }
  return [];
}

/** The pages of a component that may not run. */
async function pagesOf(of: PyroscopeCase, live: Live, component: string): Promise<readonly Sample[]> {
  try {
    return (await metricsOf(of, live, component)).flat();
  } catch (thrown) {
    if (thrown instanceof NoAnswer && askersFor(of, live, component).length === 0) return [];
    throw thrown;
  }
}

/** Metrics that name tenants: what writers got since their start, and v1's blocks in the bucket (servers 1.21.0 and 2.2.1). */
const NAMES = [
  ['distributor', 'pyroscope_distributor_received_compressed_bytes_count', 'tenant'],
  ['ingester', 'pyroscope_head_ingested_sample_values_total', 'tenant'],
  ['compactor', 'pyroscope_bucket_blocks_count', 'user'],
] as const;

/**
 * Every tenant that the servers know, those with most profiles first; the one that a person named comes before all.
 * @returns one `undefined` where tenants have no data of their own
 * @throws NoAnswer
 */
export async function tenantsOf(of: PyroscopeCase, live: Live): Promise<readonly (string | undefined)[]> {
  const setting = await runningSettings(of, live, 'query-frontend');
  if (setting('multitenancy') !== 'true') return [live.tenant];
  const counts = new Map<string, number>();
  for (const [component, metric, label] of NAMES)
    for (const { name, labels, value } of await pagesOf(of, live, component)) {
      const tenant = labels[label];
      if (name !== metric || tenant === undefined || tenant === '') continue;
      counts.set(tenant, (counts.get(tenant) ?? 0) + (component === 'distributor' ? value : 0));
    }
  const seen = [...counts].sort(([, a], [, b]) => b - a).map(([tenant]) => tenant);
  const named = live.tenant === undefined ? [] : [live.tenant];
  const stored = (await storedInV2(of, live)).filter((name) => name !== '');
  const all = new Set([...named, ...seen, ...stored]);
  return all.size === 0 ? [live.tenant] : [...all];
}

/** The running system as one of its tenants sees it. */
export const asTenant = (live: Live, tenant: string | undefined): Live =>
  tenant === live.tenant ? live : (Object.create(live, { tenant: { value: tenant } }) as Live);
