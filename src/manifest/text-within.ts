import { embeddedOffsets } from '../yaml/embedded-offsets.ts';
import type { YamlScalar } from '../yaml/node.ts';
import { lineStart, nextLineStart } from '../yaml/places.ts';
import { type ReadTree, readText } from '../yaml/read.ts';
import { columnOf, lineBreakOf, type TextPatch } from './line-edit.ts';
import type { ParsedObject } from './object.ts';
import { at, follow } from './query.ts';

/** A file that an object holds as a text, such as the one under a key of a ConfigMap. */
export interface TextWithin {
  /** What the file says. */
  readonly text: string;
  readonly read: ReadTree;
  /** The offset in the object's document of an offset in the file. */
  readonly offsetOf: (offset: number) => number;
  /** Whether lines can be put into it as it is written: a block text with `|`. */
  readonly isEditable: boolean;
  /** Patches of the file as patches of the object's document. */
  readonly outward: (patches: readonly TextPatch[]) => TextPatch[];
}

const made = new WeakMap<YamlScalar, TextWithin>();

/**
 * The text under some keys of an object, read as YAML; the same one each time.
 * @returns undefined where no text is there
 * @throws LibraryNeeded
 */
export function textWithin(object: ParsedObject, ...keys: readonly string[]): TextWithin | undefined {
  const scalar = follow(at(object.node, ...keys));
  if (scalar?.kind !== 'scalar') return undefined;
  const before = made.get(scalar);
  if (before) return before;
  const within = make(scalar, object.document.text);
  made.set(scalar, within);
  return within;
}

function make(scalar: YamlScalar, outer: string): TextWithin {
  const text = scalar.value;
  let offsets: ((offset: number) => number) | undefined;
  const offsetOf = (offset: number): number => {
    offsets ??= embeddedOffsets(text, scalar, outer);
    return offsets(offset);
  };
  return {
    text,
    read: readText(text),
    offsetOf,
    isEditable: scalar.style === 'block' && outer[scalar.start] === '|' && offsetOf(0) > scalar.start,
    outward: (patches) => patches.map((patch) => outward(patch, text, outer, offsetOf)),
  };
}

/** Lines of the file have the indentation of the block text in front; whole lines go with theirs. */
function outward(
  patch: TextPatch,
  text: string,
  outer: string,
  offsetOf: (offset: number) => number,
): TextPatch {
  const first = Math.max(0, text.search(/\S/));
  const indent = ' '.repeat(columnOf(outer, offsetOf(first)) - columnOf(text, first));
  const opens = (offset: number): boolean => offset === 0 || text[offset - 1] === '\n';
  const isWhole = opens(patch.start);
  const lines = patch.text.replace(/\n(?=[^\n])/g, `\n${indent}`).replaceAll('\n', lineBreakOf(outer));
  const start = offsetOf(patch.start);
  const end = offsetOf(patch.end);
  const reachesEnd = isWhole && patch.end === text.length && patch.end > patch.start;
  return {
    start: isWhole ? lineStart(outer, start) : start,
    end: reachesEnd ? nextLineStart(outer, end) : opens(patch.end) ? lineStart(outer, end) : end,
    text: isWhole && lines !== '' && !/^\r?\n/.test(lines) ? indent + lines : lines,
  };
}
