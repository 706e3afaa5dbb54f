import type { ServerConfig } from '../live/server-config.ts';

/** The share of all profiles that each route gets by configuration, 0 to 1. */
export interface RouteShares {
  readonly ingester: number;
  readonly segmentWriter: number;
}

/** Weights count on the combined path alone. */
export function routeShares(config: ServerConfig): RouteShares {
  const { writePath, ingesterWeight, segmentWriterWeight } = config;
  if (writePath === 'combined') return { ingester: ingesterWeight, segmentWriter: segmentWriterWeight };
  return writePath === 'segment-writer'
    ? { ingester: 0, segmentWriter: 1 }
    : { ingester: 1, segmentWriter: 0 };
}
