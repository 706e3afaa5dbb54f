import { visibleLines, wellFormed } from '../../visible-text.ts';

/** Text that is HTML already. Made by the tag below alone, so nothing from outside gets in unescaped. */
export class Markup {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

type Filling = string | number | Markup | undefined | readonly (Markup | undefined)[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
/** HTML forbids them even as references. */
const NONCHARACTERS = /\p{Noncharacter_Code_Point}/gu;

/** Any text as it stands between tags or within a quoted attribute; line breaks stay. */
const escapeHtml = (text: string): string =>
  visibleLines(wellFormed(text))
    .join('\n')
    .replace(NONCHARACTERS, '\uFFFD')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');

function filled(filling: Filling): string {
  if (filling === undefined) return '';
  if (filling instanceof Markup) return filling.toString();
  return typeof filling === 'object'
    ? filling.map((one) => one?.toString() ?? '').join('')
    : escapeHtml(String(filling));
}

/** HTML with values filled in: strings and numbers are escaped, markup stays, undefined is nothing. */
export function markup(parts: TemplateStringsArray, ...fillings: readonly Filling[]): Markup {
  return new Markup(parts.reduce((text, part, index) => text + filled(fillings[index - 1]) + part));
}
