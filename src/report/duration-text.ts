const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Below it hours are told, as soaks are: `24 h`, `36 h`. */
const DAYS_FROM = 2 * DAY;

const counted = (number: number, unit: string): string[] => (number === 0 ? [] : [`${number} ${unit}`]);

function pair(duration: number, [large, largeUnit]: [number, string], [small, smallUnit]: [number, string]) {
  const whole = Math.floor(duration / large);
  const rest = Math.floor((duration % large) / small);
  return [...counted(whole, largeUnit), ...counted(rest, smallUnit)].join(' ');
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
