import type { Report } from '../../../../lint/finding.ts';
import type { ComponentValues } from '../../values/component-values.ts';
import type { PyroscopeValues } from '../../values/pyroscope-values.ts';
import { replicasOf } from './replicas.ts';
import { wholeNumber } from './whole-number.ts';
import { shownPath, writtenFor } from './written-path.ts';

export const FACTOR_FLAG = 'store-gateway.sharding-ring.replication-factor';

/** The server's default (servers 1.15.0 to 2.2.1). */
const DEFAULT_FACTOR = 1;

function factorOf({ config }: PyroscopeValues, { extraArgs }: ComponentValues): number | undefined {
  const flag = extraArgs.get(FACTOR_FLAG);
  if (flag !== undefined) return wholeNumber(flag);
  const configured = config.value('store_gateway', 'sharding_ring', 'replication_factor');
  if (configured !== undefined) return wholeNumber(configured);
  return config.isTemplated ? undefined : DEFAULT_FACTOR;
}

/** Queriers and store-gateways with different factors. */
export function differing(
  values: PyroscopeValues,
  querier: ComponentValues,
  gateway: ComponentValues,
): Report[] {
  const asked = factorOf(values, querier);
  const kept = factorOf(values, gateway);
  if (asked === undefined || kept === undefined || asked === kept) return [];
  const written =
    writtenFor(values, gateway, 'extraArgs', FACTOR_FLAG) ??
    writtenFor(values, querier, 'extraArgs', FACTOR_FLAG);
  const path = ['pyroscope', 'components', 'store-gateway', 'extraArgs', FACTOR_FLAG];
  return [{ at: written?.node ?? path, args: { what: 'differs', asked, kept } }];
}

/**
 * A read asks for this many healthy members, counted from the factor where that is more than there are members
 * (dskit's ring without zones: read in its source, not run).
 */
const neededFor = (factor: number): number => factor - Math.floor(factor / 2);

/** Fewer store-gateways than the factor says. */
export function tooFew(
  values: PyroscopeValues,
  querier: ComponentValues,
  gateway: ComponentValues,
): Report[] {
  const factor = factorOf(values, querier);
  const replicas = replicasOf(gateway);
  if (factor === undefined || !replicas || factor <= replicas) return [];
  const severity = replicas < neededFor(factor) ? 'warning' : 'info';
  const count = writtenFor(values, gateway, 'replicaCount');
  const path = count?.path ?? ['pyroscope', 'components', 'store-gateway', 'replicaCount'];
  const args = { what: 'few', factor, replicas, needed: neededFor(factor), key: shownPath(path) };
  return [{ at: count?.node ?? path, severity, args }];
}
