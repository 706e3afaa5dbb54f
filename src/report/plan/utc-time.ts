import { durationText } from '../duration-text.ts';

/** Milliseconds since 1970, or undefined where a text is no time. @param time RFC 3339, any offset */
export function instantOf(time: string): number | undefined {
  const instant = Date.parse(time);
  return Number.isNaN(instant) ? undefined : instant;
}

function written(instant: number): string {
  const iso = new Date(instant).toISOString();
  const seconds = iso.slice(17, 19);
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)}${seconds === '00' ? '' : `:${seconds}`}`;
}

/** `2026-11-20 13:36` in UTC, for places that say so beside it. What is no time stays as it is. @param time RFC 3339 */
export function bareUtcTime(time: string): string {
  const instant = instantOf(time);
  return instant === undefined ? time : written(instant);
}

/** `2026-11-20 13:36 UTC`, with seconds where there are some. What is no time stays as it is. @param time RFC 3339 */
export const utcTime = (time: string): string =>
  instantOf(time) === undefined ? time : `${bareUtcTime(time)} UTC`;

/** Like utcTime, but up to the next full second: who comes at the time that was told must not come too early. */
export function earliestTime(time: string): string {
  const instant = instantOf(time);
  return instant === undefined ? time : `${written(Math.ceil(instant / 1000) * 1000)} UTC`;
}

/** `in 5 h 40 min`, or `now` where the time has come; undefined where one of them is no time. */
export function timeUntil(time: string, now: string): string | undefined {
  const [then, from] = [instantOf(time), instantOf(now)];
  if (then === undefined || from === undefined) return undefined;
  return then <= from ? 'now' : `in ${durationText(Math.ceil((then - from) / 1000) * 1000)}`;
}

/** `2026-11-21 13:36 UTC (in 5 h 40 min)` */
export function earliestText(time: string, now: string): string {
  const until = timeUntil(time, now);
  return until === undefined ? earliestTime(time) : `${earliestTime(time)} (${until})`;
}

/** Said once in each format for people. */
export const TIMES_ARE_UTC = 'Times are UTC (+00:00).';
