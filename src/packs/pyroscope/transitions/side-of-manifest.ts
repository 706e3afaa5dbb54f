import { ALL } from '../components.ts';
import type { StoredManifest, StoredWorkload } from '../installed/stored-manifest.ts';
import { QUERY_BACKEND, QUERY_BACKEND_FROM } from '../query-backend-from.ts';
import { majorOf } from '../versions.ts';
import { asWeight, WEIGHTS } from '../weights.ts';
import type { TransitionSide, Weights } from './side.ts';

const among = (workloads: readonly StoredWorkload[], name: string): StoredWorkload | undefined =>
  workloads.find(({ component }) => component === ALL || component === name);

function weightsOf(writer: StoredWorkload | undefined): Weights | undefined {
  const [ingester, segmentWriter] = WEIGHTS.map(({ flag, byDefault }) =>
    asWeight(writer?.flags.get(flag) ?? byDefault),
  );
  return ingester === undefined || segmentWriter === undefined ? undefined : { ingester, segmentWriter };
}

/** Without a flag servers 2.x ask v2 as `auto` does; servers 1.x ask it for all times once it is on (audit A3). */
function readFrom(reader: StoredWorkload | undefined, chartMajor: number): string | undefined {
  if (reader === undefined) return undefined;
  if (reader.flags.get(QUERY_BACKEND) === 'false') return 'never';
  return reader.flags.get(QUERY_BACKEND_FROM) ?? (chartMajor >= 2 ? 'auto' : '0');
}

/** Reads a side off a manifest; undefined where its traces do not agree on a phase. */
export function sideOfManifest({
  phase,
  chart,
  layout,
  workloads,
  state,
}: StoredManifest): TransitionSide | undefined {
  if (phase === undefined) return undefined;
  const base = { phase, chart, mode: layout, ...(state && { state }) };
  const server = among(workloads, 'query-frontend')?.server;
  const common = { ...base, ...(server !== undefined && { server }) };
  if (phase !== 'dual') return common;
  const weights = weightsOf(among(workloads, 'distributor'));
  const from = readFrom(among(workloads, 'query-frontend'), majorOf(chart));
  return {
    ...common,
    ...(weights && { weights }),
    ...(from !== undefined && { queryBackendFrom: from }),
  };
}
