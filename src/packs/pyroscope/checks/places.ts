import type { Endpoint, LivePod } from '../../../live/cluster.ts';
import { ALL } from '../components.ts';
import type { CheckContext } from './check.ts';

/** Where a component's work is done: its own pods, or the one process that does it all. */
export const placeOf = ({ mode }: CheckContext, component: string): string =>
  mode === 'single-binary' ? ALL : component;

/** As a sentence names it. */
export const wordsFor = (component: string): string => (component === ALL ? 'the server' : component);

export const endpointsFor = (context: CheckContext, component: string): readonly Endpoint[] =>
  context.endpointOf(placeOf(context, component));

export const podsFor = (context: CheckContext, component: string): readonly LivePod[] =>
  context.pods.filter((pod) => pod.component === placeOf(context, component));

/** How many there should be; a server that is asked by its address alone is one. */
export const replicasOf = (context: CheckContext, component: string): number =>
  context.pods.length > 0 ? podsFor(context, component).length : endpointsFor(context, component).length;

export const isInCluster = (context: CheckContext): boolean => context.logsOf !== undefined;
