import { err, ok, type Result } from '../result.ts';

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
    return err(`"${text}" is no duration: write hours, minutes and seconds, such as 24h, 1h30m or 0s`);
  const parts = [...written.matchAll(PART)].map(
    ([, amount, unit]) => Number(amount) * (MILLISECONDS[unit ?? ''] ?? 0),
  );
  const milliseconds = parts.reduce((sum, part) => sum + part, 0);
  // The whole range of moments that a date can show.
  return milliseconds <= 8.64e15 ? ok(milliseconds) : err(`"${text}" is longer than any release lasts`);
}

/** A duration to read, in the form that `parseDuration` takes: the two largest units, rounded down. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.floor(Math.max(0, milliseconds) / 1000);
  const parts = [
    [Math.floor(seconds / 3600), 'h'],
    [Math.floor(seconds / 60) % 60, 'm'],
    [seconds % 60, 's'],
  ] as const;
  const first = parts.findIndex(([amount]) => amount > 0);
  if (first < 0) return '0s';
  const shown = parts.slice(first, first + 2).filter(([amount]) => amount > 0);
  return shown.map(([amount, unit]) => `${amount}${unit}`).join('');
}
