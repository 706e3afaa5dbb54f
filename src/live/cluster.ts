import type { MainContainer } from './pods.ts';
import type { AsyncResult } from './problems.ts';
import type { LiveWorkloads } from './workloads.ts';

/** Which cluster and namespace are asked; handed on to helm and kubectl as they are. */
export interface ClusterAddress {
  readonly namespace: string;
  readonly kubeContext?: string;
  readonly kubeconfig?: string;
}

/** `namespace prof, context blue`: which cluster was asked, for messages. */
export function addressText({ namespace, kubeContext, kubeconfig }: ClusterAddress): string {
  const context = kubeContext === undefined ? [] : [`context ${kubeContext}`];
  const file = kubeconfig === undefined ? [] : [`kubeconfig ${kubeconfig}`];
  return [`namespace ${namespace}`, ...context, ...file].join(', ');
}

/** Helm's names of the flags. With `=`, a value can never be taken for a flag. */
export const helmFlags = ({ namespace, kubeContext, kubeconfig }: ClusterAddress): string[] => [
  `--namespace=${namespace}`,
  ...(kubeContext === undefined ? [] : [`--kube-context=${kubeContext}`]),
  ...(kubeconfig === undefined ? [] : [`--kubeconfig=${kubeconfig}`]),
];

/** kubectl's names of the same. */
export const kubectlFlags = ({ namespace, kubeContext, kubeconfig }: ClusterAddress): string[] => [
  `--namespace=${namespace}`,
  ...(kubeContext === undefined ? [] : [`--context=${kubeContext}`]),
  ...(kubeconfig === undefined ? [] : [`--kubeconfig=${kubeconfig}`]),
];

/** One revision of a release, as `helm history` tells it. */
export interface Revision {
  readonly revision: number;
  /** RFC 3339. */
  readonly updated: string;
  /** deployed, superseded, failed, pending-upgrade, … */
  readonly status: string;
  /** `pyroscope-2.0.3`. */
  readonly chart: string;
  readonly description: string;
}

/**
 * The revision that Helm goes on from: the one deployed last, whatever failed or is pending behind it; where there is none,
 * the last that was once deployed (Helm 3.21 and 4.2). Phase, chart and values of a release are those of this revision.
 * @param history the newest last, not empty
 */
export const revisionInForce = (history: readonly Revision[]): Revision | undefined =>
  history.findLast(({ status }) => status === 'deployed') ??
  history.findLast(({ status }) => status === 'superseded') ??
  history.at(-1);

/** A release as Helm has it: what is told of its chart and values is of the revision in force. */
export interface InstalledRelease {
  readonly name: string;
  readonly namespace: string;
  /** The newest last; Helm keeps 10 by default. */
  readonly history: readonly Revision[];
  readonly chartName: string;
  readonly chartVersion: string;
  readonly appVersion: string;
  /** What the user gave (helm get values), as JSON. */
  readonly userValues: unknown;
  /** With the chart's defaults (helm get values --all), as JSON. */
  readonly allValues: unknown;
}

/** A pod as far as checks look at it. */
export interface LivePod {
  readonly name: string;
  readonly component: string;
  readonly phase: string;
  readonly ready: boolean;
  readonly restarts: number;
  /** RFC 3339; undefined before it runs. */
  readonly startedAt?: string;
  /** Of the container that is the component. */
  readonly args: readonly string[];
  readonly image: string;
  readonly claims: readonly string[];
  readonly httpPort: number;
}

export interface LiveClaim {
  readonly name: string;
  /** Bound, Pending, Lost. */
  readonly phase: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
  /** Milliseconds since 1970 by the server's clock; left out where the answer has no date. */
  readonly date?: number;
}

export interface HttpRequest {
  readonly path: string;
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Milliseconds; a hanging endpoint is an answer. */
  readonly timeout: number;
}

/** An address that answers HTTP: a pod behind a port-forward, or a URL that was given. */
export type Endpoint = (request: HttpRequest) => AsyncResult<HttpAnswer>;

/** Pods that belong to a release without its label, as those that an operator makes of its objects. */
export interface PodsByLabel {
  /** As kubectl's --selector takes it: `operator.example/name=web`. */
  readonly selector: string;
  /** What they are in the release. */
  readonly component: string;
}

/** Everything that is asked of a cluster. Nothing here creates, changes or deletes anything. */
export interface Cluster {
  readonly address: ClusterAddress;
  readonly release: (name: string) => AsyncResult<InstalledRelease>;
  /** Helm's stored manifest of a revision, without hooks. */
  readonly manifest: (name: string, revision: number) => AsyncResult<string>;
  /**
   * @param isMain where it is left out, the component is the container of its name, else the first
   * @param others beside those with the release's label
   */
  readonly pods: (
    instance: string,
    isMain?: MainContainer,
    others?: readonly PodsByLabel[],
  ) => AsyncResult<readonly LivePod[]>;
  /** @param pods of the release: claims that they name belong to it as well */
  readonly claims: (
    instance: string,
    pods: readonly Pick<LivePod, 'claims'>[],
  ) => AsyncResult<readonly LiveClaim[]>;
  /** The workloads of a release with the pod templates that they had, as far as Kubernetes keeps them (10 by default). */
  readonly workloads: (instance: string) => AsyncResult<LiveWorkloads>;
  readonly logs: (pod: string, tailLines: number) => AsyncResult<string>;
  /** One object by its name, as JSON. @param resource as kubectl names it: `configmap` */
  readonly object: (resource: string, name: string) => AsyncResult<unknown>;
  /** Policies and bindings of the whole cluster that phasegate printed, as JSON. */
  readonly guards: () => AsyncResult<readonly unknown[]>;
  /** A port-forward to a pod, opened when it is first asked and closed by `close`. */
  readonly endpoint: (pod: string, port: number) => Endpoint;
  /** Ends every child process. */
  readonly close: () => Promise<void>;
}
