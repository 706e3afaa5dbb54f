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
