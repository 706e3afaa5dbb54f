import { usageError } from '../../../command-line.ts';
import { ok } from '../../../result.ts';
import { durationText, parseDuration, prometheusDuration } from '../../../times.ts';

/** Half of the moments that a date can show, so that differences can be shown as well. */
const MOST_MS = 4e15;

const RELATIVE = /^-?(\d.*[a-z])$/;

/** Whether a time is told by how long ago it is. */
export const isRelative = (text: string): boolean =>
  prometheusDuration(RELATIVE.exec(text.trim())?.[1] ?? '') !== undefined;

/**
 * A moment: unix seconds, RFC 3339 with an offset, `now`, or how long ago (`30d`, `1h30m`).
 * @throws EarlyExit
 */
export function readTime(text: string, flag: string, now: number): number {
  const word = text.trim();
  if (word === 'now') return now;
  if (/^-?\d{1,12}$/.test(word)) return Number(word) * 1000;
  const ago = RELATIVE.exec(word)?.[1];
  const length = ago === undefined ? undefined : prometheusDuration(ago);
  if (length !== undefined && length < MOST_MS) return now - length;
  // A time without an offset would be another one on each machine.
  const isWhole = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i.test(word);
  const instant = isWhole ? Date.parse(word) : Number.NaN;
  if (!Number.isNaN(instant)) return instant;
  throw usageError(
    `${flag}: ${JSON.stringify(text)} is not a time; use unix seconds, RFC 3339 with an offset such as 2026-11-01T00:00:00Z, or how long ago, such as 30d`,
  );
}

const SIZE_UNITS = ['b', 'kb', 'mb', 'gb'] as const;

/** Bytes, with units of 1024 as prom-migrator has them: `64MB`. @throws EarlyExit */
export function readSize(text: string, flag: string, most: string): number {
  const [, amount, unit = 'b'] = /^(\d+)\s*([kmg]?b)?$/i.exec(text.trim()) ?? [];
  const power = SIZE_UNITS.indexOf(unit.toLowerCase() as (typeof SIZE_UNITS)[number]);
  if (amount === undefined || Number(amount) === 0)
    throw usageError(
      `${flag}: ${JSON.stringify(text)} is not a size; use a number with KB, MB or GB, such as 64MB`,
    );
  const size = Number(amount) * 1024 ** power;
  if (most !== text && size > readSize(most, flag, most))
    throw usageError(`${flag}: ${JSON.stringify(text)} is more than ${most}; give less`);
  return size;
}

/** @param least ms */
export function readDuration(text: string, flag: string, least = 0): number {
  const long = prometheusDuration(text.trim());
  const read = long === undefined || long > MOST_MS ? parseDuration(text) : ok(long);
  if (!read.ok) throw usageError(`${flag}: ${read.error}`);
  if (read.value >= least) return read.value;
  throw usageError(`${flag}: ${JSON.stringify(text)} is less than ${durationText(least)}; give more`);
}

/** A whole number of 1 or more. @throws EarlyExit */
export function readCount(text: string, flag: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw usageError(`${flag}: ${JSON.stringify(text)} is not a number of 1 or more`);
}
