import type { HelmMajor } from '../values/helm-major.ts';
import { coalesceWithDefaults } from '../values/merge.ts';
import type { MapNode } from '../values/tree.ts';
import type { ReleaseValues } from './release-values.ts';
import type { ValuesPack } from './values-pack.ts';

export interface ReleaseInput {
  /** What files and flags say, merged. */
  readonly user: MapNode;
  readonly chart: string;
  /** The server that the Chart.yaml beside the values names. */
  readonly appVersion?: string;
  readonly helm: HelmMajor;
  /** The chart and the values before a change. */
  readonly fromChart?: string;
  readonly fromUser?: MapNode;
  readonly textOf: (file: string) => string;
}

function resolve(
  user: MapNode,
  chart: string,
  helm: HelmMajor,
  pack: Pick<ValuesPack, 'defaultsOf'>,
): MapNode {
  const resolved = coalesceWithDefaults(user, pack.defaultsOf(chart), helm);
  return resolved.kind === 'map' ? resolved : user;
}

/** Lays values over the defaults of their chart, and those before a change over the defaults of theirs. */
export function releaseValues(input: ReleaseInput, pack: Pick<ValuesPack, 'defaultsOf'>): ReleaseValues {
  const { user, chart, helm, fromChart = chart, fromUser = user, textOf } = input;
  const release = {
    chart,
    helm,
    user,
    resolved: resolve(user, chart, helm, pack),
    valuesChange: input.fromUser !== undefined,
    ...(input.appVersion !== undefined && { appVersion: input.appVersion }),
    textOf,
  };
  if (input.fromChart === undefined && input.fromUser === undefined) return release;
  const before = { chart: fromChart, user: fromUser, resolved: resolve(fromUser, fromChart, helm, pack) };
  return { ...release, previous: before };
}
