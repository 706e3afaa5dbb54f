import type { Json } from './key.ts';

/** Requests and limits as the chart's component blocks write them: a memory limit, a memory and a cpu request. */
export const sized = (
  limit: string,
  memory: string,
  cpu: string | number,
): { readonly [key: string]: Json } => ({
  limits: { memory: limit },
  requests: { memory, cpu },
});

export const deployment = (replicaCount: number, resources: Json): { readonly [key: string]: Json } => ({
  kind: 'Deployment',
  replicaCount,
  resources,
});

/** `stopSeconds` is the grace period of the pods. */
export const statefulSet = (
  replicaCount: number,
  resources: Json,
  stopSeconds?: number,
): { readonly [key: string]: Json } => ({
  kind: 'StatefulSet',
  replicaCount,
  ...(stopSeconds === undefined ? {} : { terminationGracePeriodSeconds: stopSeconds }),
  resources,
});

export const NOT_PERSISTENT: { readonly [key: string]: Json } = { persistence: { enabled: false } };
