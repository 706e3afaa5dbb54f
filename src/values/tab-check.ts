import { isCollection, type Node, type Scalar, visit } from 'yaml';
import type { BlockText } from './block-scalar.ts';
import type { ParsedDocument } from './parse-document.ts';
import { structureColumn } from './structure-column.ts';

// A tab that only spaces and dashes stand before on its line.
const LEADING_TAB = /^(?: |-(?=[ \t]))*\t/gm;

/** From `start` to `end` a tab may stand in a line's indentation, at this column or further right. */
interface Region {
  readonly start: number;
  readonly end: number;
  readonly leastColumn: number;
}

/**
 * Where a tab stands in the indentation, if only of an empty line or a comment: go-yaml refuses it outside of quotes,
 * brackets and texts.
 */
export function foreignTab(
  document: ParsedDocument,
  source: string,
  blockTexts: ReadonlyMap<Scalar, BlockText>,
): number | undefined {
  const tabs = [...source.slice(0, endOf(document, source)).matchAll(LEADING_TAB)];
  if (tabs.length === 0) return undefined;
  const regions = findRegions(document, source, blockTexts);
  let next = 0;
  for (const { 0: line, index } of tabs) {
    const column = line.length - 1;
    const offset = index + column;
    while ((regions[next]?.end ?? source.length) <= offset) next++;
    const region = regions[next];
    if (!region || offset < region.start || column < region.leastColumn) return offset;
  }
  return undefined;
}

function findRegions(
  document: ParsedDocument,
  source: string,
  blockTexts: ReadonlyMap<Scalar, BlockText>,
): Region[] {
  const regions: Region[] = [];
  visit(document, {
    Collection(_, node) {
      if (node.flow !== true) return undefined;
      regions.push({ start: start(node), end: end(node), leastColumn: 0 });
      return visit.SKIP;
    },
    Scalar(_, node, ancestors) {
      if (node.type !== 'PLAIN') {
        regions.push({ start: start(node), end: blockTexts.get(node)?.end ?? end(node), leastColumn: 0 });
      } else if (node.source !== '') {
        const parent = ancestors.findLast(isCollection);
        const leastColumn = parent ? structureColumn(source, start(parent)) + 1 : 0;
        regions.push({ start: start(node), end: endOfBlank(source, end(node)), leastColumn });
      }
    },
  });
  return regions;
}

/** go-yaml looks no further than to the next document. */
function endOf(document: ParsedDocument, source: string): number {
  const marker = /^(?:---|\.\.\.)(?=\s|$)/gm;
  marker.lastIndex = document.range[1];
  return marker.exec(source)?.index ?? source.length;
}

const start = (node: Node): number => node.range?.[0] ?? 0;
const end = (node: Node): number => node.range?.[1] ?? 0;

/** go-yaml looks for the next line of a plain text before it gives up, over empty lines but not over comments. */
function endOfBlank(source: string, offset: number): number {
  const blank = /\s*/y;
  blank.lastIndex = offset;
  blank.exec(source);
  return blank.lastIndex;
}
