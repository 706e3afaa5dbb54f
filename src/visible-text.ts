import { eastAsianWidth } from 'get-east-asian-width';

const PICTURES = 0x2400;
const PICTURE_OF_DELETE = '\u2421';
/** Control characters but tab, and marks that turn the direction of text around. */
const UNSEEN = /(?!\t)[\p{Control}\p{Bidi_Control}]/gu;

function picture(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(PICTURES + code);
  return code === 0x7f ? PICTURE_OF_DELETE : '\uFFFD';
}

/**
 * A text as one line that a terminal shows as it is. Keys, values, file names and answers of servers may hold escape
 * sequences, which would drive the terminal, and line breaks, which would pass for findings. Each such character becomes
 * one picture of it, so that columns stay.
 */
export const visible = (text: string): string => text.replace(UNSEEN, picture);

/** The lines of a text, each visible. */
export const visibleLines = (text: string): string[] => text.split(/\r\n|\r|\n/).map(visible);

/**
 * Replaces lone surrogates, which neither UTF-8 nor a URI can carry. They reach a finding through escapes in YAML and
 * through file names on Windows. (`String.prototype.toWellFormed` is not in Node 20's types.)
 */
export const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\uFFFD');

const PLAIN_ASCII = /^[ -~]*$/;
/** Marks that lie on the character before them, and joiners that nobody sees. */
const WITHOUT_WIDTH = /^[\p{Nonspacing_Mark}\p{Enclosing_Mark}\p{Format}]$/u;

const widthOf = (character: string): number =>
  WITHOUT_WIDTH.test(character) ? 0 : eastAsianWidth(character.codePointAt(0) ?? 0);

/** How many columns of a terminal a text takes: wide characters (CJK, emoji) take two. Tabs count as one. */
export const columnsOf = (text: string): number =>
  PLAIN_ASCII.test(text) ? text.length : [...text].reduce((sum, character) => sum + widthOf(character), 0);
