import { isDeepStrictEqual } from 'node:util';
import { argsOf, objectsOf } from '../tools/manifest-objects.ts';
import type { HelmRelease } from './helm-release.ts';
import { get } from './kubectl.ts';
import { until } from './until.ts';

/** A pod as the API server has it. */
interface LivePod {
  readonly metadata: {
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
  };
  readonly spec: { readonly containers: readonly { readonly args: readonly string[] }[] };
  readonly status: {
    readonly phase: string;
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly message?: string;
    }[];
  };
}

/** All pods of a release, those that are on their way out included. */
function podsOf({ name, namespace, plane }: HelmRelease): Promise<readonly LivePod[]> {
  const selector = `app.kubernetes.io/instance=${name}`;
  return get<LivePod>(plane.kubectl, ['pods', '-n', namespace, '-l', selector]);
}

function isUp({ metadata, status }: LivePod): boolean {
  const ready = status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True');
  return status.phase === 'Running' && ready === true && metadata.deletionTimestamp === undefined;
}

/** One line for a pod that is not up, with what Kubernetes says of it. */
function trouble(pod: LivePod): string[] {
  if (isUp(pod)) return [];
  const { metadata, status } = pod;
  const going = metadata.deletionTimestamp === undefined ? '' : ', being deleted';
  const messages = (status.conditions ?? []).flatMap(({ message }) => message ?? []);
  return [`${metadata.name}: ${status.phase}${going} ${messages.join('; ')}`];
}

/** By component: the args of each pod's first container; undefined for a pod that is not up. */
type ArgsOfPods = Record<string, readonly (readonly string[] | undefined)[]>;

/**
 * Waits until the pods of a release are those of its stored manifest: for each component as many as it has
 * replicas, all Running and Ready with the manifest's args, and no others.
 * @returns the number of pods.
 */
export async function untilRolledOut(release: HelmRelease): Promise<number> {
  const wanted = await wantedArgs(release);
  let pods: readonly LivePod[] = [];
  const rolledOut = async (): Promise<number | undefined> => {
    pods = await podsOf(release);
    return isDeepStrictEqual(seenArgs(pods), wanted) ? pods.length : undefined;
  };
  const lastSeen = (): string =>
    [difference(wanted, seenArgs(pods)), ...pods.flatMap(trouble), release.plane.lastLines()].join('\n');
  const what = `the pods of ${release.namespace} run as the manifest says`;
  return until(what, rolledOut, { seconds: 120, lastSeen });
}

async function wantedArgs(release: HelmRelease): Promise<ArgsOfPods> {
  const objects = objectsOf(await release.manifest());
  const wanted: ArgsOfPods = {};
  for (const [id, { metadata, spec }] of objects) {
    if (spec?.template === undefined) continue;
    const { replicas } = spec as { readonly replicas: number };
    const args = Array.from({ length: replicas }, () => argsOf(objects, id));
    wanted[componentOf(metadata.labels)] = args;
  }
  return wanted;
}

function seenArgs(pods: readonly LivePod[]): ArgsOfPods {
  const seen: ArgsOfPods = {};
  for (const pod of pods) {
    const component = componentOf(pod.metadata.labels);
    const args = isUp(pod) ? pod.spec.containers[0]?.args : undefined;
    seen[component] = [...(seen[component] ?? []), args];
  }
  return seen;
}

function componentOf(labels: Readonly<Record<string, string>> | undefined): string {
  return labels?.['app.kubernetes.io/component'] ?? '';
}

function difference(wanted: ArgsOfPods, seen: ArgsOfPods): string {
  const components = [...new Set([...Object.keys(wanted), ...Object.keys(seen)])];
  return components
    .filter((component) => !isDeepStrictEqual(seen[component], wanted[component]))
    .map((component) => `${component}: ${seen[component]?.length ?? 0} of ${wanted[component]?.length ?? 0}`)
    .join('\n');
}
