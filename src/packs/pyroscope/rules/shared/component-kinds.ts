import { isTrueInTemplate } from '../../../../values/template-truth.ts';
import { lookup, type ValueNode } from '../../../../values/tree.ts';
import { isV2Only } from '../../facts/components.ts';
import type { PyroscopeValues } from '../../values/pyroscope-values.ts';

const COMPONENTS_PATH = ['pyroscope', 'components'] as const;

/** The components that `pyroscope.components` names, in the order they were written. */
export function namedComponents({ value }: Pick<PyroscopeValues, 'value'>): ReadonlyMap<string, ValueNode> {
  const components = value(...COMPONENTS_PATH);
  return components?.kind === 'map' ? components.entries : new Map();
}

/** Whether `pyroscope.components` adds components, and gives none of them a kind: the chart renders `kind: null`. */
export function addsKindless(values: Pick<PyroscopeValues, 'mode' | 'value'>): boolean {
  const blocks = [...namedComponents(values).values()];
  const hasKind = (block: ValueNode): boolean => isTrueInTemplate(lookup(block, ['kind']));
  return values.mode === 'legacy' && !blocks.some(hasKind);
}

/**
 * Whether `pyroscope.components` was meant to tune a single binary: it names v2-only components alone, none with a kind,
 * and architecture.microservices.enabled is off (audit B15). Charts from 1.15.1 on.
 */
export const tunesSingleBinary = (values: Pick<PyroscopeValues, 'mode' | 'value'>): boolean =>
  addsKindless(values) && [...namedComponents(values).keys()].every(isV2Only);
