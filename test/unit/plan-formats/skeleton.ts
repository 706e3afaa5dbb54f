import { type DefaultTreeAdapterTypes, parse } from 'parse5';

type Node = DefaultTreeAdapterTypes.ChildNode | DefaultTreeAdapterTypes.Document;

export interface Skeleton {
  /** What a browser would have to fix, by the codes of the HTML standard. */
  readonly errors: readonly string[];
  /** Elements in order, each with the names of its attributes; comments as `<!-->`. */
  readonly elements: readonly string[];
  /** All text, attributes' values included. */
  readonly text: string;
}

function walk(node: Node, elements: string[], texts: string[]): void {
  if ('value' in node) texts.push(node.value);
  if (node.nodeName === '#comment') elements.push('<!-->');
  if ('attrs' in node) {
    elements.push(`<${node.tagName} ${node.attrs.map(({ name }) => name).join(' ')}>`);
    texts.push(...node.attrs.map(({ value }) => value));
  }
  if ('childNodes' in node) for (const child of node.childNodes) walk(child, elements, texts);
}

/** What a browser makes of a page. */
export function skeletonOf(page: string): Skeleton {
  const errors: string[] = [];
  const elements: string[] = [];
  const texts: string[] = [];
  walk(parse(page, { onParseError: ({ code }) => errors.push(code) }), elements, texts);
  return { errors, elements, text: texts.join('\n') };
}
