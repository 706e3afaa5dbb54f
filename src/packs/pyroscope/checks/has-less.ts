/** A profile on the border of the window may be in the one and not in the other. */
const TOLERANCE = 0.01;

export const hasLess = (v1: number, v2: number): boolean => v2 < v1 * (1 - TOLERANCE);

export const windowText = ({ start, end }: { readonly start: number; readonly end: number }): string =>
  `from ${new Date(start).toISOString().slice(0, 19)} to ${new Date(end).toISOString().slice(0, 19)}`;
