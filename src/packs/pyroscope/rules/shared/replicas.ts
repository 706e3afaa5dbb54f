import { isTrueInTemplate } from '../../../../values/template-truth.ts';
import type { ComponentValues } from '../../values/component-values.ts';
import { wholeNumber } from './whole-number.ts';

/** Whether the chart leaves the number of pods to a HorizontalPodAutoscaler (charts 1.14.0 to 2.2.1). */
export const isAutoscaled = ({ value }: ComponentValues): boolean =>
  isTrueInTemplate(value('autoscaling', 'enabled'));

/** `spec.replicas` as the chart renders it; undefined where it renders none or no number. */
export const replicasOf = (component: ComponentValues): number | undefined =>
  isAutoscaled(component) ? undefined : wholeNumber(component.value('replicaCount'));
