import { fine, notYet, unknown, wrong } from '../../../checks/check.ts';
import { choose, type Sample, total } from '../../../checks/metrics.ts';
import { percent } from '../../../english.ts';
import { type Live, likely, type Observation } from '../../../pack.ts';
import { writerOf } from '../facts/components.ts';
import { hasStore, PHASES, type PyroscopePhase, phaseOfWritePath } from '../facts/phases.ts';
import type { PyroscopeCase, PyroscopeState } from '../read/facts.ts';
import { type DualWrites, dualWrites, type Shares, sharesOf, sharesOfOne } from '../read/weights.ts';
import {
  grepMetrics,
  metricsOf,
  type PyroscopeCheck,
  phaseToProve,
  runningOf,
  runningSettings,
} from './asking.ts';

/** The v2 write of a dual push may still be under way (a segment is flushed each 0.5 s, the limit is 5 s). */
const SETTLE = 6000;
/** A share, and a few, that came before the rings were complete after a start. */
const TOLERANCE = 0.01;
const FEW = 2;
const ROUTES = [
  { key: 'ingester', store: 'v1', name: writerOf('v1') },
  { key: 'segmentWriter', store: 'v2', name: writerOf('v2') },
] as const;
type Route = (typeof ROUTES)[number];

interface Look {
  readonly before: Written;
  readonly after: Written;
  readonly shares: Shares;
  /** Of tenants with settings of their own. */
  readonly own: ReadonlyMap<string, Shares>;
  readonly tenants: readonly Observation[];
}

async function look(of: PyroscopeCase, live: Live): Promise<Look> {
  const shares = routeShares(await runningSettings(of, live, 'distributor'));
  const read = async (): Promise<Written> => readWritten((await metricsOf(of, live, 'distributor')).flat());
  const before = await read();
  await live.pause(SETTLE);
  const state = await runningOf(live);
  const tenants = judgeTenantWeights(state);
  return { before, after: await read(), shares, own: ownShares(state), tenants };
}

/** What tenants with weights or a write path of their own send where. */
function ownShares(state: PyroscopeState): ReadonlyMap<string, Shares> {
  const found = dualWrites(state).flatMap((writes) => {
    const shares = sharesOf(writes);
    return writes.tenant === undefined || shares === undefined ? [] : [[writes.tenant, shares] as const];
  });
  return new Map(found);
}

interface Due {
  readonly count: number;
  /** How many fewer may be chance: four standard deviations of a draw, and what came before the rings were complete. */
  readonly slack: number;
}

/** How many profiles a route should have got: of each tenant by its own share. */
function dueTo({ key }: Route, { before: { received, byTenant }, shares, own }: Look): Due {
  const parts = [...own].map(([tenant, share]) => ({ count: byTenant(tenant), share: share[key] }));
  const others = parts.reduce((rest, { count }) => rest - count, received);
  const all = [{ count: Math.max(0, others), share: shares[key] }, ...parts];
  const variance = all.reduce((sum, { count, share }) => sum + count * share * (1 - share), 0);
  return {
    count: all.reduce((sum, { count, share }) => sum + count * share, 0),
    slack: FEW + received * TOLERANCE + 4 * Math.sqrt(variance),
  };
}

function troubleOf(route: Route, phase: PyroscopePhase, seen: Look): string | undefined {
  const { before, after, shares } = seen;
  const counts: RouteCount = after[route.key];
  const share = shares[route.key];
  if (!hasStore(phase, route.store))
    return counts.written + counts.failed === 0 ? undefined : `the ${route.name} also gets writes`;
  if (share === 0) return `the ${route.name} gets nothing: the server is configured that way`;
  const failing = counts.failed - before[route.key].failed;
  if (failing > 0) return `${failing} writes to the ${route.name} just failed, ${counts.failed} in total`;
  const due = dueTo(route, seen);
  if (counts.written >= due.count - due.slack) return undefined;
  return `the ${route.name} got ${counts.written} of ${Math.round(due.count)} expected profiles, ${counts.failed} failed`;
}

/** What is wrong with the weights of a tenant. @param common what all others have */
function judgeTenant(
  tenant: string,
  writes: DualWrites,
  common: Shares | undefined,
): Observation | undefined {
  const { path, ingester, segmentWriter } = writes;
  const silent = [path, ingester, segmentWriter].find((one) => !one.sure);
  if (silent && !silent.sure) return unknown(`the weights of tenant ${tenant}: ${silent.why}`);
  const weights = `tenant ${tenant} has weights ${likely(ingester)} (v1) and ${likely(segmentWriter)} (v2)`;
  const shares = sharesOf(writes);
  if (shares === undefined) return wrong(`${weights}, which are not numbers from 0 to 1`);
  if (shares.ingester === common?.ingester && shares.segmentWriter === common.segmentWriter) return undefined;
  const larger = Math.max(shares.ingester, shares.segmentWriter);
  if (larger < 1) return wrong(`${weights}: ${percent(1 - larger)} of its profiles reach no storage`);
  if (shares.ingester === 0) return wrong(`${weights}: v1 gets none of its profiles`);
  if (shares.segmentWriter === 1 || shares.segmentWriter === common?.segmentWriter) return undefined;
  return wrong(`${weights}: v2 misses ${percent(1 - shares.segmentWriter)} of its profiles`);
}

/**
 * What single tenants lose in dual by weights of their own, or v2 does not get of theirs; totals hide a tenant that writes
 * little. What all have is judged for all.
 */
export function judgeTenantWeights(state: PyroscopeState): readonly Observation[] {
  const all = dualWrites(state);
  const common = all.find(({ tenant }) => tenant === undefined);
  const shares = common && sharesOf(common);
  return all.flatMap((writes) => {
    const { tenant } = writes;
    // A path that names one storage has no weights: it is the matter of phase-in-effect.
    if (tenant === undefined || (phaseOfWritePath(likely(writes.path)) ?? 'dual') !== 'dual') return [];
    return judgeTenant(tenant, writes, shares) ?? [];
  });
}

const countsOf = ({ before, after }: Look): string =>
  `${before.received} profiles received, ${after.ingester.written} written to the ingester, ${after.segmentWriter.written} to the segment-writer`;

function judge(phase: PyroscopePhase, seen: Look): Observation {
  const { shares } = seen;
  const larger = Math.max(shares.ingester, shares.segmentWriter);
  const counts = countsOf(seen);
  if (larger < 1)
    return wrong(`${counts}; the larger weight is ${larger}: the rest of the profiles is dropped silently`);
  const failed = seen.tenants.filter(({ status }) => status === 'failed').map((one) => one.seen);
  const trouble = [...ROUTES.flatMap((route) => troubleOf(route, phase, seen) ?? []), ...failed];
  if (trouble.length > 0) return wrong(`${trouble.join('; ')} (${counts})`);
  const [open] = seen.tenants;
  if (open) return open;
  if (seen.before.received === 0) return notYet('no profile received since the distributors started');
  return fine(counts);
}

const EXPECTED: Record<PyroscopePhase, string> = {
  v1: 'every received profile is written to the ingester, none to the segment-writer',
  dual: 'every received profile is written to the ingester and the segment-writer, according to their weights',
  v2: 'every received profile is written to the segment-writer, none to the ingester',
};

export const writePaths: PyroscopeCheck = {
  id: 'write-paths',
  title: 'Received profiles go where the phase says',
  phases: PHASES,
  why: 'In dual, the client never sees a failed v2 write, and weights below 1 drop profiles that were answered 200.',
  expected: (of) => EXPECTED[phaseToProve(of)],
  command: (of, live) =>
    grepMetrics(of, live, 'distributor', 'write_path_downstream.*_count|received_compressed_bytes_count'),
  observe: async (of, live) => judge(phaseToProve(of), await look(of, live)),
};

/** Counts of the distributors since they started. */
interface Written {
  /** Profiles taken in from clients, less those that limits discarded. */
  readonly received: number;
  /** The same of one tenant. */
  readonly byTenant: (tenant: string) => number;
  readonly ingester: RouteCount;
  readonly segmentWriter: RouteCount;
}

interface RouteCount {
  readonly written: number;
  readonly failed: number;
}

const DOWNSTREAM = 'pyroscope_write_path_downstream_request_duration_seconds_count';
const isSuccess = (status: string): boolean => status.startsWith('2');

function routeCount(samples: readonly Sample[], route: string): RouteCount {
  const all = choose(samples, DOWNSTREAM, { route });
  const written = total(all, DOWNSTREAM, { status: isSuccess });
  return { written, failed: total(all, DOWNSTREAM) - written };
}

/** The series of a route do not exist before its first write. */
function readWritten(samples: readonly Sample[]): Written {
  const taken = (wanted: Readonly<Record<string, string>> = {}): number => {
    const received = total(samples, 'pyroscope_distributor_received_compressed_bytes_count', wanted);
    return Math.max(0, received - total(samples, 'pyroscope_discarded_samples_total', wanted));
  };
  return {
    received: taken(),
    byTenant: (tenant) => taken({ tenant }),
    ingester: routeCount(samples, writerOf('v1')),
    segmentWriter: routeCount(samples, writerOf('v2')),
  };
}

/** Weights count on the combined path alone. */
function routeShares(setting: (name: string) => string | undefined): Shares {
  const phase = phaseOfWritePath(setting('writePath')) ?? 'v1';
  if (phase === 'dual')
    return {
      ingester: Number(setting('ingesterWeight') ?? 0),
      segmentWriter: Number(setting('segmentWriterWeight') ?? 0),
    };
  return sharesOfOne(phase);
}
