import type { LiveContainer } from './live-container.ts';

/** Tells which container of a pod is the component; the others are sidecars. */
export type MainContainer = (container: LiveContainer, component: string) => boolean;

/** The usual rule of charts: the container is named after its component. Where none is, the first one is taken. */
export const namedAfterComponent: MainContainer = (container, component) => container.name === component;
