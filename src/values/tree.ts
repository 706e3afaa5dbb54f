export type Origin =
  | { readonly kind: 'file'; readonly file: string; readonly line: number; readonly column: number }
  | { readonly kind: 'flag'; readonly flag: string; readonly text: string }
  | { readonly kind: 'default'; readonly chartVersion: string };
export type ValueNode =
  | { readonly kind: 'map'; readonly entries: ReadonlyMap<string, ValueNode>; readonly origin: Origin }
  | { readonly kind: 'list'; readonly items: readonly ValueNode[]; readonly origin: Origin }
  | {
      readonly kind: 'scalar';
      readonly value: string | number | bigint | boolean | null;
      readonly origin: Origin;
    };
export const describeOrigin = (origin: Origin): string => JSON.stringify(origin);
export function lookup(node: ValueNode, path: readonly string[]): ValueNode | undefined {
  let here: ValueNode | undefined = node;
  for (const key of path) here = here?.kind === 'map' ? here.entries.get(key) : undefined;
  return here;
}
