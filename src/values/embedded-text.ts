import { lineIndex } from './line-index.ts';
import type { Place } from './place.ts';
import type { FileOrigin } from './tree.ts';

const HEADER = /^\|[-+\d]*[ \t]*(?:#[^\r\n]*)?\r?\n/;

interface Line {
  /** Offset in the text that the scalar stands for. */
  readonly inner: number;
  /** Offset in the file. */
  readonly outer: number;
}

function linesOf(block: string, header: string, start: number): readonly Line[] {
  const [indentation = ''] = /^ *(?=[^ \r\n])/m.exec(block.slice(header.length)) ?? [];
  const lines: Line[] = [];
  let inner = 0;
  for (const { 0: line, index } of block.slice(header.length).matchAll(/[^\r\n]*(?:\r?\n|$)/g)) {
    const bare = line.replace(/\r?\n$/, '');
    const cut = Math.min(indentation.length, bare.length);
    lines.push({ inner, outer: start + header.length + index + cut });
    inner += bare.length - cut + 1;
  }
  return lines;
}

/**
 * Places of a text that stands as a scalar in a file, such as YAML within YAML. Within a literal block (`|`) each
 * character is found; in any other style all places are those of the scalar itself.
 * @param origin the scalar's
 * @param fileText the whole file
 */
export function placesWithin(origin: FileOrigin, fileText: string): Place {
  const block = fileText.slice(origin.start, origin.end);
  const [header] = HEADER.exec(block) ?? [];
  if (header === undefined) return () => ({ ...origin });
  const lines = linesOf(block, header, origin.start);
  const at = lineIndex(fileText);
  return (offset) => {
    const line = lines.findLast(({ inner }) => inner <= offset) ?? { inner: 0, outer: origin.start };
    const outer = Math.min(line.outer + offset - line.inner, origin.end);
    return { kind: 'file', file: origin.file, ...at(outer), start: outer, end: outer };
  };
}
