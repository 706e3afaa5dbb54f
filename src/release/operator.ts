import type { LiveWorkload } from '../live/workloads.ts';
import type { Operator } from '../step/status-reason.ts';

const FLUX = 'helm.toolkit.fluxcd.io';

/** The HelmRelease that Flux writes into the labels of every object it renders; undefined for a release of somebody else. */
export function fluxOf(
  objects: readonly { readonly labels: ReadonlyMap<string, string> }[],
): Operator | undefined {
  for (const { labels } of objects) {
    const name = labels.get(`${FLUX}/name`);
    const namespace = labels.get(`${FLUX}/namespace`);
    if (name !== undefined)
      return {
        tool: 'Flux',
        object: `HelmRelease ${namespace === undefined ? name : `${namespace}/${name}`}`,
      };
  }
  return undefined;
}

const ARGO = 'argocd.argoproj.io';

/** The application that Argo CD notes on what it applies, by annotation or by a label that can be configured. */
function argoApplication({ labels, annotations, managers }: LiveWorkload): string | undefined {
  const [tracked] = annotations[`${ARGO}/tracking-id`]?.split(':') ?? [];
  const isApplied = managers.some(({ manager }) => manager.startsWith('argocd'));
  return (
    tracked ?? labels[`${ARGO}/instance`] ?? (isApplied ? labels['app.kubernetes.io/instance'] : undefined)
  );
}

/** Who applied workloads that Helm does not know, as the subject of a sentence; undefined where Helm applied them after all. */
export function applierOf(workloads: readonly LiveWorkload[]): string | undefined {
  const applications = workloads.flatMap((one) => argoApplication(one) ?? []);
  if (applications[0] !== undefined) return `Argo CD application ${applications[0]}`;
  const isOfHelm = workloads.some(({ annotations }) => 'meta.helm.sh/release-name' in annotations);
  return isOfHelm || workloads.length === 0 ? undefined : 'another program than Helm';
}
