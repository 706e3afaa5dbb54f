import type { ValuePath } from '../../../../lint/finding.ts';
import type { ValueNode } from '../../../../values/tree.ts';
import type { ComponentValues } from '../../values/component-values.ts';
import type { PyroscopeValues } from '../../values/pyroscope-values.ts';

/** Where somebody wrote the value that a component ends up with. */
export interface Written {
  readonly node: ValueNode;
  readonly path: ValuePath;
}

/** The blocks that a component's values come from; the component's own first, what all share last. */
const blocksOf = (component: string): readonly ValuePath[] => [
  ['pyroscope', 'components', component],
  ['architecture', 'microservices', 'v2', component],
  ['architecture', 'microservices', 'v1', component],
  ['pyroscope'],
];

/**
 * The place of the value that counts for a component.
 * @param tail path below the component, such as `persistence`, `enabled`
 * @returns undefined where nobody wrote it: the chart's default counts, or there is none
 */
export function writtenFor(
  { given }: Pick<PyroscopeValues, 'given'>,
  component: ComponentValues,
  ...tail: readonly string[]
): Written | undefined {
  const counts = component.value(...tail);
  if (counts === undefined) return undefined;
  for (const block of blocksOf(component.name)) {
    const path = [...block, ...tail];
    const node = given(...path);
    if (node !== undefined && node.origin === counts.origin) return { node, path };
  }
  return undefined;
}

/** A path as the texts of findings show it: `pyroscope.extraArgs."storage.backend"`. */
export const shownPath = (path: ValuePath): string =>
  path.map((key) => (key.includes('.') ? `"${key}"` : key)).join('.');
