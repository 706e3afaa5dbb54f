import { type Known, known, likely, type Reading, sure } from '../../pack.ts';
import { isTimeWithZone } from './facts/settings.ts';
import { chartMajorOf, type PyroscopeState, takesQueries } from './read/facts.ts';

export const QUERY_BACKEND = 'enable-query-backend';
export const QUERY_BACKEND_FROM = 'enable-query-backend-from';

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
  const fixed = plain
    .replace(/^(\d{4}-\d{2}-\d{2})[ tT]+(?=\d)/, '$1T')
    .replace(/\s*z$/i, 'Z')
    .replace(/\s*([+-]\d{2}):?(\d{2})$/, (whole, hours, minutes) =>
      plain.length > 16 ? `${hours}:${minutes}` : whole,
    );
  return momentOf(fixed) === undefined ? undefined : fixed;
}

/** The time from which each reader asks v2 in dual, where one is said; none in the other phases. */
export const timesOfReaders = (state: PyroscopeState): readonly Reading[] =>
  likely(state.phase) === 'dual'
    ? state.setting('queryBackendFrom').filter(({ tenant }) => tenant === undefined)
    : [];

/**
 * The time from which v2 answers in dual: `auto`, a time as written, or `never` where v2 is not asked at all. Where
 * nobody says one, servers 2.x ask v2 as `auto` does, and servers 1.x ask it for all times once it is on (audit A3).
 * @returns undefined outside dual
 */
export function splitOf(state: PyroscopeState): Known<string> | undefined {
  if (likely(state.phase) !== 'dual' || !state.components.some(takesQueries)) return undefined;
  const on = state.setting('queryBackend').find(({ tenant }) => tenant === undefined);
  if (on && sure(on) === 'false') return { ...on, sure: true, value: 'never', by: on.by ?? 'default' };
  const [from] = timesOfReaders(state);
  return from ?? known(chartMajorOf(state) >= 2 ? 'auto' : '0', 'default');
}
