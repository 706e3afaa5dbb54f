const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** `18 h 20 min`, `45 s`; rounded down. @param ms milliseconds */
export function showDuration(ms: number): string {
  if (ms < MINUTE) return `${Math.floor(ms / 1000)} s`;
  const hours = Math.floor(ms / HOUR);
  const minutes = Math.floor((ms % HOUR) / MINUTE);
  return (
    [...(hours > 0 ? [`${hours} h`] : []), ...(minutes > 0 ? [`${minutes} min`] : [])].join(' ') || '0 s'
  );
}
