import { lineIndex } from '../values/line-index.ts';
import type { ChartHint } from './found-values.ts';

/** What an author says about a file in a comment such as `# phasegate: pack=pyroscope chart=2.0.3`. */
export interface Modeline {
  readonly pack?: string;
  readonly chart?: ChartHint;
}

const COMMENT = /^[ \t\ufeff]*#[ \t]*phasegate:(.*)$/gm;
/** A modeline stands within so many lines of the start or the end. */
const LINES = 5;

/** The modeline of a file, with nothing in it where there is none; of two that say the same, the first counts. */
export function readModeline(name: string, text: string): Modeline {
  let modeline: Modeline = {};
  if (!text.includes('phasegate:')) return modeline;
  const at = lineIndex(text);
  const lastLine = at(text.trimEnd().length).line;
  for (const { 1: words = '', index } of text.matchAll(COMMENT)) {
    const { line } = at(index);
    if (line > LINES && line <= lastLine - LINES) continue;
    modeline = { ...readWords(words, `modeline ${name}:${line}`), ...modeline };
  }
  return modeline;
}

function readWords(words: string, source: string): Modeline {
  const pack = wordOf(words, 'pack');
  const version = wordOf(words, 'chart');
  return {
    ...(pack !== undefined && { pack }),
    ...(version !== undefined && { chart: { version, source } }),
  };
}

const wordOf = (words: string, key: string): string | undefined =>
  new RegExp(`(?:^|\\s)${key}=(\\S+)`).exec(words)?.[1];
