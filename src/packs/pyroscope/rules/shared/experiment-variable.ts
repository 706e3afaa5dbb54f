import { isTrueInTemplate } from '../../../../values/template-truth.ts';
import { lookup, type ValueNode } from '../../../../values/tree.ts';
import type { ComponentValues } from '../../values/component-values.ts';
import { renderedText } from './rendered-text.ts';

/** Any text but the empty one makes a 1.x server know the v2 flags, `0` and `false` too (tried on 1.21.0). */
export const EXPERIMENT = 'PYROSCOPE_V2_EXPERIMENT';

export const experimentVariable = (component: ComponentValues): ValueNode | undefined =>
  component.value('extraEnvVars', EXPERIMENT);

const listsIt = (node: ValueNode | undefined): boolean =>
  node?.kind === 'list' && node.items.some((item) => renderedText(lookup(item, ['name'])) === EXPERIMENT);

/** Whether the variable may be set other than by the chart: by extraEnvVars, or by a secret or list that says more. */
export function maySetExperiment(component: ComponentValues): boolean {
  const written = experimentVariable(component);
  return (
    (written !== undefined && renderedText(written) !== '') ||
    listsIt(component.value('extraCustomEnvVars')) ||
    isTrueInTemplate(component.value('extraEnvFrom'))
  );
}
