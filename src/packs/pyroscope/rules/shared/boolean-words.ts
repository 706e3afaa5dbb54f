const ON: ReadonlySet<string> = new Set(['true', 'yes', 'on', 'y', '1']);
const OFF: ReadonlySet<string> = new Set(['false', 'no', 'off', 'n', '0']);

/** What a text reads like to a person; undefined where it is no clear word for on or off. */
export function meaningOf(text: string): boolean | undefined {
  const word = text.trim().toLowerCase();
  if (ON.has(word)) return true;
  return OFF.has(word) ? false : undefined;
}
