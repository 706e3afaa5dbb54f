/**
 * A YAML tree with places: the one shape in which manifests, values and configs are read, whichever reader made it.
 * It says what is written and not what it means: manifests take its texts as Kubernetes does (`manifest/query.ts`),
 * values as Helm does (`values/interpret.ts`). Offsets are UTF-16 code units into the text that the tree was read from.
 */
export type YamlNode = YamlScalar | YamlMap | YamlSequence | YamlAlias;

/** The first character at `start` tells the two quotes, and literal from folded block texts, apart. */
export type ScalarStyle = 'plain' | 'quoted' | 'block';

/** From a value's first character to behind its last one; what is in front of it, such as a tag, does not count. */
interface Written {
  readonly start: number;
  readonly end: number;
  /** Without the `&`. */
  readonly anchor?: string;
  /** Resolved: `tag:yaml.org,2002:str` for `!!str`. */
  readonly tag?: string;
}

/**
 * `value` is the text after YAML's quoting is undone; the line breaks at the end of a block text are left out (see
 * `block-text.ts` for all of it). A value that is not written at all is an empty plain scalar.
 */
export interface YamlScalar extends Written {
  readonly kind: 'scalar';
  readonly style: ScalarStyle;
  readonly value: string;
}

export interface YamlEntry {
  /** The key's text; empty for a key that is not a scalar. */
  readonly key: string;
  readonly keyStart: number;
  /** The key as it is written; empty if there is none in front of the colon. */
  readonly keyNode: YamlNode;
  readonly value: YamlNode;
}

/** `flow` is true for `{…}`. Entries keep their order and their duplicates. */
export interface YamlMap extends Written {
  readonly kind: 'map';
  readonly flow: boolean;
  readonly entries: readonly YamlEntry[];
}

/** `start` of an item is its dash in block style, its first character in flow style. */
export interface YamlItem {
  readonly start: number;
  readonly value: YamlNode;
}

export interface YamlSequence extends Written {
  readonly kind: 'sequence';
  readonly flow: boolean;
  readonly items: readonly YamlItem[];
}

/** `target` is looked up late, so that an alias to an enclosing node does no harm. */
export interface YamlAlias extends Written {
  readonly kind: 'alias';
  /** The name behind the `*`. */
  readonly source: string;
  readonly target: () => YamlNode | undefined;
}

/** A value that is not written at all. */
export const emptyScalar = (at: number): YamlScalar => ({
  kind: 'scalar',
  start: at,
  end: at,
  style: 'plain',
  value: '',
});
