import { isTimeWithZone } from '../../query-backend-from.ts';

const DAY_OR_MINUTE = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2})?$/;
const MIDNIGHT_AS_24 = /T24:/;

function withZone(text: string): string {
  if (!DAY_OR_MINUTE.test(text)) return text.replace(',', '.');
  return text.includes('T') ? `${text}:00Z` : `${text}T00:00:00Z`;
}

/**
 * The moment that a server reads -enable-query-backend-from as: RFC 3339 with a zone, `2006-01-02`,
 * `2006-01-02T15:04` (both UTC) or `0`. Tried on server 1.21.0.
 * @returns milliseconds since 1970; undefined for what the server refuses, and for `auto`
 */
export function momentOf(text: string): number | undefined {
  if (text === '0') return 0;
  const whole = withZone(text);
  return isTimeWithZone(whole) && !MIDNIGHT_AS_24.test(whole) ? Date.parse(whole) : undefined;
}

/** Another writing of the same moment that the server takes; undefined where there is none, as for a time without a zone. */
export function sameMoment(text: string): string | undefined {
  const plain = text.trim();
  if (plain.toLowerCase() === 'auto') return 'auto';
  const mended = plain
    .replace(/^(\d{4}-\d{2}-\d{2})[ tT]+(?=\d)/, '$1T')
    .replace(/\s*z$/i, 'Z')
    .replace(/\s*([+-]\d{2}):?(\d{2})$/, (whole, hours, minutes) =>
      plain.length > 16 ? `${hours}:${minutes}` : whole,
    );
  return momentOf(mended) === undefined ? undefined : mended;
}
