import { type Live, likely, sure } from '../../../pack.ts';
import { parametersOf } from '../backfill/identity.ts';
import type { SavedState } from '../backfill/state.ts';
import { destinationAmong, queryOf, storeOf } from '../read/entries.ts';
import type { PrometheusCase } from '../read/facts.ts';
import { tenantOf } from '../read/tenant.ts';
import { destinationOf } from './asking.ts';
import { type BackfillRecord, backfillRecord, statesIn } from './backfill-state.ts';

interface Target {
  readonly url: string;
  readonly tenant: string;
}

/** Where the entries of the new store write to; what the settings say of it where there is none. */
function targetsOf(of: PrometheusCase): readonly Target[] {
  const { components, meant } = of.now;
  const destination = destinationOf(of);
  const { tenant = '' } = meant;
  const found = components.flatMap(({ entries }) => destinationAmong(entries, meant) ?? []);
  if (found.length === 0) return [{ url: destination, tenant }];
  return found.map((entry) => ({
    url: likely(entry.url) ?? destination,
    tenant: sure(tenantOf(entry)) ?? tenant,
  }));
}

/** Parameters without credentials, as a state keeps them. */
const partsOf = (url: string): string => JSON.stringify(URL.canParse(url) ? parametersOf(new URL(url)) : {});

function differsFrom({ url, tenant }: Target, { identity }: SavedState): string | undefined {
  const { writer, sides, tenants } = identity;
  if (storeOf(writer) !== storeOf(url)) return `it went to ${writer}`;
  const [, writerTenant = ''] = tenants;
  if (writerTenant !== tenant)
    return `it went to tenant ${writerTenant || '(none)'}, and the entry writes to ${tenant || 'none'}`;
  const query = queryOf(url);
  if (sides === undefined)
    return query === '' ? undefined : `it does not say whether it went to ${writer}${query}`;
  return JSON.stringify(sides[1].parameters) === partsOf(url)
    ? undefined
    : `it went to ${writer} with another query than ${query || '(none)'}`;
}

/** Why a state is not that of this move: what is verified there is in another store, tenant or database. */
export const strangeness = (state: SavedState, of: PrometheusCase): string | undefined =>
  targetsOf(of)
    .map((target) => differsFrom(target, state))
    .find((why) => why !== undefined);

/** What a backfill to this destination left behind. Anything wrong with its state is told by the check about it. */
export async function recordOfMove(of: PrometheusCase, live: Live): Promise<BackfillRecord | undefined> {
  const { backfillState } = of.now.meant;
  if (backfillState === undefined) return undefined;
  const record = await backfillRecord(backfillState, live).catch(() => undefined);
  return record && statesIn(record).every((one) => strangeness(one, of) === undefined) ? record : undefined;
}
