/** `1 error`, `2 errors`, `0 entries`. @param many the plural if it is not `one` with an s */
export const counted = (number: number, one: string, many = `${one}s`): string =>
  `${number} ${number === 1 ? one : many}`;

/** A whole number as `2,880,000`. Not by toLocaleString, whose first call takes as long as many a command. */
export const grouped = (number: number): string => `${number}`.replace(/\B(?=(?:\d{3})+$)/g, ',');

/** `an integer`, `a string`. */
export const withArticle = (noun: string): string => `${/^[aeiou]/i.test(noun) ? 'an' : 'a'} ${noun}`;

const listed = (words: readonly string[], last: string): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;

/** Words to choose from, for a message: `text, json or html`. */
export const either = (words: readonly string[]): string => listed(words, 'or');

/** Words that all hold, for a message: `text, json and html`. */
export const both = (words: readonly string[]): string => listed(words, 'and');

/** The first few words of many: `a, b, c and 4 more`; one more than that is named rather than counted. */
export function firstOf(words: readonly string[], most = 3): string {
  const more = words.length - most;
  return more > 1 ? `${words.slice(0, most).join(', ')} and ${more} more` : words.join(', ');
}

/** Sentences or parts of them as one: `the login failed; log in again`. A full stop inside is left out. */
export const joinClauses = (...clauses: readonly string[]): string =>
  clauses
    .map((clause, index) => (index === clauses.length - 1 ? clause : clause.replace(/\.$/, '')))
    .join('; ');

/** The text with its first letter a capital. */
export const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** A share as `12.5 %`, to one decimal. */
export function percent(share: number): string {
  if (share > 0 && share < 0.001) return 'less than 0.1 %';
  return `${Math.round(share * 1000) / 10} %`;
}
