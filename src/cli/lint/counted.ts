/** A number with its noun: `1 entry`, `2 entries`. */
export const counted = (number: number, one: string, many: string): string =>
  `${number} ${number === 1 ? one : many}`;
