import { isTrueInTemplate } from '../../../../values/template-truth.ts';
import type { ComponentValues } from '../../values/component-values.ts';

/** What the chart mounts as the volume `data` of a component (charts 1.14.0 to 2.2.1). */
export type DataVolume =
  | { readonly kind: 'emptyDir' }
  | { readonly kind: 'existingClaim'; readonly claim: string }
  /** A Deployment: a claim named after it, which the chart does not create. */
  | { readonly kind: 'claimOfDeployment' }
  | { readonly kind: 'claimTemplate' };

const isStatefulSet = ({ name, value }: ComponentValues): boolean => {
  const kind = value('kind');
  return name === 'all' || (kind?.kind === 'scalar' && kind.value === 'StatefulSet');
};

export function dataVolumeOf(component: ComponentValues): DataVolume {
  const { value } = component;
  if (!isTrueInTemplate(value('persistence', 'enabled'))) return { kind: 'emptyDir' };
  const claim = value('persistence', 'existingClaim');
  if (claim?.kind === 'scalar' && isTrueInTemplate(claim))
    return { kind: 'existingClaim', claim: String(claim.value) };
  return { kind: isStatefulSet(component) ? 'claimTemplate' : 'claimOfDeployment' };
}

/** Whether a component keeps data of its own: what the chart renders as a StatefulSet. */
export const keepsData = isStatefulSet;
