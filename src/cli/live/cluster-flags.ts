import type { Option } from 'commander';
import type { ClusterAddress } from '../../live/address.ts';
import { single } from '../command-line.ts';
import type { Io } from '../io.ts';

/** Where the release is, as helm's own flags say it. */
export interface ClusterFlags {
  readonly namespace?: string;
  readonly kubeContext?: string;
  readonly kubeconfig?: string;
}

export const CLUSTER_OPTIONS: readonly (() => Option)[] = [
  () => single('-n, --namespace <name>', "the release's namespace (default: $HELM_NAMESPACE, else default)"),
  () => single('--kube-context <name>', 'context of the kubeconfig, for helm and kubectl alike'),
  () => single('--kubeconfig <file>', 'kubeconfig file, for helm and kubectl alike'),
];

/** The cluster that flags and Helm's own environment variables name. */
export function addressOf(flags: ClusterFlags, { env }: Pick<Io, 'env'>): ClusterAddress {
  const kubeContext = flags.kubeContext ?? (env.HELM_KUBECONTEXT || undefined);
  return {
    namespace: flags.namespace ?? (env.HELM_NAMESPACE || 'default'),
    ...(kubeContext !== undefined && { kubeContext }),
    ...(flags.kubeconfig !== undefined && { kubeconfig: flags.kubeconfig }),
  };
}

/** `production`, or `production of context blue`. */
export const shownAddress = ({ namespace, kubeContext }: ClusterAddress): string =>
  kubeContext === undefined ? namespace : `${namespace} of context ${kubeContext}`;
