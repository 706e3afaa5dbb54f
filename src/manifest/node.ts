/**
 * A YAML tree with places, shared by the two readers (the block scanner and the `yaml` library).
 * Offsets are UTF-16 code units into the text of the document that the tree was read from.
 */
export type Node = ScalarNode | MapNode | SequenceNode | AliasNode;

export type ScalarStyle = 'plain' | 'quoted' | 'block';

/** `value` is the text after YAML's quoting is undone; a plain scalar is not resolved to a number or boolean. */
export interface ScalarNode {
  readonly kind: 'scalar';
  readonly start: number;
  readonly end: number;
  readonly style: ScalarStyle;
  readonly value: string;
}

export interface Entry {
  readonly key: string;
  readonly keyStart: number;
  readonly value: Node;
}

/** `flow` is true for `{…}`. Entries keep their order and their duplicates. */
export interface MapNode {
  readonly kind: 'map';
  readonly start: number;
  readonly end: number;
  readonly flow: boolean;
  readonly entries: readonly Entry[];
}

/** `start` of an item is its dash in block style, its first character in flow style. */
export interface Item {
  readonly start: number;
  readonly value: Node;
}

export interface SequenceNode {
  readonly kind: 'sequence';
  readonly start: number;
  readonly end: number;
  readonly flow: boolean;
  readonly items: readonly Item[];
}

/** `target` is looked up late, so that an alias to an enclosing node does no harm. */
export interface AliasNode {
  readonly kind: 'alias';
  readonly start: number;
  readonly end: number;
  readonly target: () => Node | undefined;
}
