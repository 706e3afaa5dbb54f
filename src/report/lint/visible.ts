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
 * A text as one line that a terminal shows as it is. Keys, values and file names may hold escape sequences, which
 * would drive the terminal, and line breaks, which would pass for findings. Each such character becomes one picture
 * of it, so that columns stay.
 */
export const visible = (text: string): string => text.replace(UNSEEN, picture);
