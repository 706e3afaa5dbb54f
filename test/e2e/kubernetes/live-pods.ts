import type { HelmRelease } from './helm-release.ts';
import { get } from './kubectl.ts';

/** A pod as the API server has it. */
export interface LivePod {
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
export function podsOf({ name, namespace, plane }: HelmRelease): Promise<readonly LivePod[]> {
  const selector = `app.kubernetes.io/instance=${name}`;
  return get<LivePod>(plane.kubectl, ['pods', '-n', namespace, '-l', selector]);
}

export function isUp({ metadata, status }: LivePod): boolean {
  const ready = status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True');
  return status.phase === 'Running' && ready === true && metadata.deletionTimestamp === undefined;
}

/** One line for a pod that is not up, with what Kubernetes says of it. */
export function trouble(pod: LivePod): string[] {
  if (isUp(pod)) return [];
  const { metadata, status } = pod;
  const going = metadata.deletionTimestamp === undefined ? '' : ', being deleted';
  const messages = (status.conditions ?? []).flatMap(({ message }) => message ?? []);
  return [`${metadata.name}: ${status.phase}${going} ${messages.join('; ')}`];
}
