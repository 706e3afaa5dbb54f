import type { LiveClaim, LivePod } from './cluster.ts';
import { field, listOf, numberOf, textOf } from './json.ts';

const COMPONENT_LABEL = 'app.kubernetes.io/component';

/** A pod, and the container of it that is the component. */
export interface ReadPod {
  readonly pod: LivePod;
  readonly container: string;
}

/**
 * Reads one item of `kubectl get pods -o json`.
 * A pod that is being deleted has the phase `Terminating`, as kubectl's own table says it: its process may answer for
 * as long as its grace period, while the API still calls it Running and ready.
 */
export function readPod(json: unknown, isMain?: MainContainer): ReadPod {
  const component = textOf(field(json, 'metadata', 'labels', COMPONENT_LABEL));
  const container = mainContainer(json, component, isMain);
  const status = statusOf(json, container.name);
  const startedAt = textOf(field(status, 'state', 'running', 'startedAt'));
  const pod: LivePod = {
    name: textOf(field(json, 'metadata', 'name')),
    component,
    phase: phaseOf(json),
    ready: isReady(json),
    restarts: numberOf(field(status, 'restartCount')),
    ...(startedAt === '' ? {} : { startedAt }),
    args: container.args,
    image: container.image,
    claims: claimsOf(json),
    httpPort: container.httpPort,
  };
  return { pod, container: container.name };
}

/** Reads one item of `kubectl get persistentvolumeclaims -o json`. */
export const readClaim = (json: unknown): LiveClaim => ({
  name: textOf(field(json, 'metadata', 'name')),
  phase: textOf(field(json, 'status', 'phase')),
});

function mainContainer(json: unknown, component: string, isMain?: MainContainer): LiveContainer {
  const containers = listOf(field(json, 'spec', 'containers')).map(liveContainer);
  return (
    containers.find((one) => isMain?.(one, component)) ??
    containers.find(({ name }) => name === component) ??
    containers[0] ??
    liveContainer({})
  );
}

const statusOf = (json: unknown, container: string): unknown =>
  listOf(field(json, 'status', 'containerStatuses')).find((one) => field(one, 'name') === container);

const phaseOf = (json: unknown): string =>
  field(json, 'metadata', 'deletionTimestamp') === undefined
    ? textOf(field(json, 'status', 'phase'))
    : 'Terminating';

const isReady = (json: unknown): boolean =>
  listOf(field(json, 'status', 'conditions')).some(
    (condition) => field(condition, 'type') === 'Ready' && field(condition, 'status') === 'True',
  );

/** A generic ephemeral volume's claim is named `POD-VOLUME` by Kubernetes. */
function claimsOf(json: unknown): string[] {
  const pod = textOf(field(json, 'metadata', 'name'));
  return listOf(field(json, 'spec', 'volumes')).flatMap((volume) => {
    if (field(volume, 'ephemeral') !== undefined) return [`${pod}-${textOf(field(volume, 'name'))}`];
    const claim = textOf(field(volume, 'persistentVolumeClaim', 'claimName'));
    return claim === '' ? [] : [claim];
  });
}

/** A container of a pod, as its spec has it. */
interface LiveContainer {
  readonly name: string;
  readonly image: string;
  readonly args: readonly string[];
  readonly httpPort: number;
}

/** For a container that names no port: Kubernetes does not ask it to. */
const HTTP_DEFAULT = 80;

/** Reads one element of `spec.containers`. */
function liveContainer(json: unknown): LiveContainer {
  return {
    name: textOf(field(json, 'name')),
    image: textOf(field(json, 'image')),
    args: argsOf(json),
    httpPort: httpPortOf(listOf(field(json, 'ports'))),
  };
}

/** What the process is given: an image's entry point may be replaced by `command`, whose tail are arguments, too. */
function argsOf(json: unknown): string[] {
  const [, ...tail] = listOf(field(json, 'command'));
  return [...tail, ...listOf(field(json, 'args'))].map(textOf);
}

function httpPortOf(ports: readonly unknown[]): number {
  const http = ports.find((port) => textOf(field(port, 'name')).startsWith('http')) ?? ports[0];
  const number = field(http, 'containerPort');
  return typeof number === 'number' ? number : HTTP_DEFAULT;
}

/**
 * Tells which container of a pod is the component; the others are sidecars. Where it holds for none, it is the one that
 * is named after its component, as charts usually do, else the first.
 */
export type MainContainer = (container: LiveContainer, component: string) => boolean;
