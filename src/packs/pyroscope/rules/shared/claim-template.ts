import { isTrueInTemplate } from '../../../../values/template-truth.ts';
import { toJson } from '../../../../values/tree.ts';
import type { ComponentValues } from '../../values/component-values.ts';
import { dataVolumeOf } from './data-volume.ts';
import { isPlaceholder } from './placeholder.ts';

/** Values below `persistence` that the chart writes into the claim template of a StatefulSet. */
const TEMPLATE_KEYS = [
  'size',
  'storageClassName',
  'accessModes',
  'annotations',
  'selector',
  'extraVolumeClaimTemplates',
] as const;

/** A value as the claim template shows it: what is false to a template, like an empty text, is left empty. */
function shown({ value }: ComponentValues, key: string): string {
  const node = value('persistence', key);
  if (!node || !isTrueInTemplate(node)) return '';
  return node.kind === 'scalar' ? String(node.value) : JSON.stringify(toJson(node));
}

const hasTemplate = (component: ComponentValues): boolean => dataVolumeOf(component).kind === 'claimTemplate';

const isOn = ({ value }: ComponentValues): boolean => isTrueInTemplate(value('persistence', 'enabled'));

/**
 * The keys below `persistence` whose change alters the claim templates of a StatefulSet, which Kubernetes forbids.
 * Both are the same component, a StatefulSet before and after.
 */
export function changedClaimKeys(before: ComponentValues, after: ComponentValues): readonly string[] {
  if (hasTemplate(before) !== hasTemplate(after))
    return [isOn(before) === isOn(after) ? 'existingClaim' : 'enabled'];
  if (!hasTemplate(after)) return [];
  return TEMPLATE_KEYS.filter((key) => {
    const [was, is] = [shown(before, key), shown(after, key)];
    return was !== is && !isPlaceholder(was) && !isPlaceholder(is);
  });
}
