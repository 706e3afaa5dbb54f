import type { ValueNode } from '../../../../values/tree.ts';
import type { ComponentValues } from '../../values/component-values.ts';
import type { PyroscopeValues } from '../../values/pyroscope-values.ts';

/** One entry of extraArgs that somebody wrote, with the rendered components that get it. */
export interface WrittenArg {
  /** The key as it is written: a flag's name, without dashes where it is right. */
  readonly flag: string;
  readonly node: ValueNode;
  readonly components: readonly ComponentValues[];
}

/** The entries of extraArgs that somebody wrote and that some component is rendered with; each entry once. */
export function writtenArgs({ components }: Pick<PyroscopeValues, 'components'>): readonly WrittenArg[] {
  const byNode = new Map<ValueNode, { flag: string; node: ValueNode; components: ComponentValues[] }>();
  for (const component of components) {
    for (const [flag, node] of component.extraArgs) {
      if (node.origin.kind === 'default') continue;
      const known = byNode.get(node);
      if (known) known.components.push(component);
      else byNode.set(node, { flag, node, components: [component] });
    }
  }
  return [...byNode.values()];
}

/** `distributor`, or `distributor and 3 more`, for a message. */
export function namesOf(components: readonly ComponentValues[]): string {
  const [first, ...more] = components.map(({ name }) => name);
  return more.length === 0 ? (first ?? '') : `${first} and ${more.length} more`;
}
