import { err, ok, type Result } from './result.ts';

/** Units of Go's durations. */
const MILLISECONDS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};
const PART = /(\d+\.?\d*|\.\d+)(ns|us|µs|ms|s|m|h)/g;
const WHOLE = new RegExp(`^(?:${PART.source})+$`);

/**
 * Reads a duration the way Helm's own flags take it (Go): `24h`, `30m`, `1h30m`, `0s`, `0`. Go has no unit for days.
 * @returns milliseconds, never negative; else why the text is none
 */
export function parseDuration(text: string): Result<number, string> {
  const written = text.trim();
  if (written === '0') return ok(0);
  if (!WHOLE.test(written))
    return err(`"${text}" is not a duration; write hours, minutes and seconds, such as 24h, 1h30m or 0s`);
  const parts = [...written.matchAll(PART)].map(
    ([, amount, unit]) => Number(amount) * (MILLISECONDS[unit ?? ''] ?? 0),
  );
  const milliseconds = parts.reduce((sum, part) => sum + part, 0);
  // The whole range of moments that a date can show.
  return milliseconds <= 8.64e15 ? ok(milliseconds) : err(`"${text}" is too long`);
}

/** Units of Prometheus' durations. */
const LONG: Readonly<Record<string, number>> = {
  ...MILLISECONDS,
  d: 86_400_000,
  w: 604_800_000,
  y: 31_536_000_000,
};
const LONG_PART = /(\d+)(ms|s|m|h|d|w|y)/g;
const LONG_WHOLE = new RegExp(`^(?:${LONG_PART.source})+$`);

/**
 * Reads a duration the way Prometheus and the servers built on its libraries print it: `31d`, `1w`, `1d12h`, `0s`.
 * @returns milliseconds; undefined for any other text
 */
export function prometheusDuration(text: string): number | undefined {
  if (!LONG_WHOLE.test(text)) return undefined;
  const parts = [...text.matchAll(LONG_PART)].map(
    ([, amount, unit]) => Number(amount) * (LONG[unit ?? ''] ?? 0),
  );
  return parts.reduce((sum, part) => sum + part, 0);
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Below it hours are told, as soaks are: `24 h`, `36 h`. */
const DAYS_FROM = 2 * DAY;

const amountOf = (number: number, unit: string): string[] => (number === 0 ? [] : [`${number} ${unit}`]);

function pair(duration: number, [large, largeUnit]: [number, string], [small, smallUnit]: [number, string]) {
  const whole = Math.floor(duration / large);
  const rest = Math.floor((duration % large) / small);
  return [...amountOf(whole, largeUnit), ...amountOf(rest, smallUnit)].join(' ');
}

/**
 * A duration for people, in its two largest units: `3 d 4 h`, `18 h 20 min`, `45 s`. Cut off, never rounded up: what
 * is short of a day must not look like one.
 * @param milliseconds not negative; less counts as 0
 */
export function durationText(milliseconds: number): string {
  const duration = Math.max(0, milliseconds);
  if (duration >= DAYS_FROM) return pair(duration, [DAY, 'd'], [HOUR, 'h']);
  if (duration >= HOUR) return pair(duration, [HOUR, 'h'], [MINUTE, 'min']);
  if (duration >= MINUTE) return pair(duration, [MINUTE, 'min'], [SECOND, 's']);
  return `${Math.floor(duration / SECOND)} s`;
}

/** Milliseconds since 1970, or undefined if a text is not a time. @param time RFC 3339, any offset */
export function instantOf(time: string): number | undefined {
  const instant = Date.parse(time);
  return Number.isNaN(instant) ? undefined : instant;
}

function written(instant: number): string {
  const iso = new Date(instant).toISOString();
  const seconds = iso.slice(17, 19);
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)}${seconds === '00' ? '' : `:${seconds}`}`;
}

/** `2026-11-20 13:36` in UTC, for places that say so beside it. What is not a time stays as it is. @param time RFC 3339 */
export function bareUtcTime(time: string): string {
  const instant = instantOf(time);
  return instant === undefined ? time : written(instant);
}

/** `2026-11-20 13:36 UTC`, with seconds where there are some. What is not a time stays as it is. @param time RFC 3339 */
export const utcTime = (time: string): string =>
  instantOf(time) === undefined ? time : `${bareUtcTime(time)} UTC`;

/** Like utcTime, but up to the next full second: who comes at the time that was told must not come too early. */
export function earliestTime(time: string): string {
  const instant = instantOf(time);
  return instant === undefined ? time : `${written(Math.ceil(instant / 1000) * 1000)} UTC`;
}

/** `in 5 h 40 min`, or `now` where the time has come; undefined if one of them is not a time. */
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
