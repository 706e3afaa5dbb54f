import type { ComponentValues } from '../values/component-values.ts';
import type { PyroscopeValues } from '../values/pyroscope-values.ts';
import type { PyroscopeRule } from './rule.ts';
import { dualReaders, QUERY_BACKEND_FROM_PATH, queryBackendFrom } from './shared/dual-readers.ts';
import { once } from './shared/once.ts';
import { momentOf } from './shared/query-backend-time.ts';

const from = (text: string): string =>
  `architecture:\n  storage:\n    v1: true\n    v2: true\n    migration:\n      queryBackendFrom: ${text}\n`;

/** @param now milliseconds since 1970 */
function report(values: PyroscopeValues, reader: ComponentValues, now: number) {
  const found = queryBackendFrom(values, reader);
  const moment = found && momentOf(found.text);
  return found && moment !== undefined && moment > now ? [{ at: found.at, args: { text: found.text } }] : [];
}

export const queryBackendFromInFuture: PyroscopeRule = {
  id: 'query-backend-from-in-future',
  severity: 'warning',
  summary: 'queryBackendFrom lies in the future: until then v2 answers no query',
  why: `In dual v2 answers for times from \`queryBackendFrom\` on, and v1 for times before it. With a time to come v1 alone was
seen to answer (servers 1.21.0 and 2.2.1): whether v2 can be read is not put to the test, and every check of phase 2 by
query passes on v1's answers. Should v1 get less than all profiles by then, nothing fills the hole.

Give the time of the first write to v2, or leave \`auto\`.`,
  since: '0.2.0',
  sources: ['servers 1.21.0 and 2.2.1, started in dual'],
  options: {
    now: {
      description: 'The moment to measure against, as an RFC 3339 time; the current time where it is empty',
      type: 'string',
      default: '',
    },
  },
  valid: [{ values: from('auto') }, { values: from('"2025-01-01T00:00:00Z"') }, { values: from('soon') }],
  invalid: [{ values: from('"2999-01-01T00:00:00Z"'), at: QUERY_BACKEND_FROM_PATH.join('.') }],
  message: ({ text }) => ({
    what: `queryBackendFrom ${text} lies in the future`,
    why: 'until then v1 alone answers every query in dual, so nothing shows whether v2 can be read',
    remedy: 'give the time of the first write to v2, or auto',
  }),
  check(values, { now }) {
    const moment = typeof now === 'string' && now !== '' ? Date.parse(now) : Date.now();
    return once(dualReaders(values).flatMap((reader) => report(values, reader, moment)));
  },
};
