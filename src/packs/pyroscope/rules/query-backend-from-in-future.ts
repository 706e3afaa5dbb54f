import { sure } from '../../../pack.ts';
import { momentOf, timesOfReaders } from '../query-backend-from.ts';
import type { PyroscopeRule } from '../read/facts.ts';
import { migrating } from './examples.ts';

const from = (text: string): string => migrating(`queryBackendFrom: ${text}`);

/** Not about manifests: who starts dual by hand may well name a time some minutes ahead. */
export const queryBackendFromInFuture: PyroscopeRule = {
  id: 'query-backend-from-in-future',
  severity: 'warning',
  needs: ['values'],
  summary: 'queryBackendFrom is in the future: until then v2 does not answer queries',
  why: 'Until then only v1 answers queries in dual, so nothing shows whether v2 can be read.',
  details: `In dual v2 answers for times from \`queryBackendFrom\` on, and v1 for times before it. With a time in the future v1 alone
answered (servers 1.21.0 and 2.2.1): nothing tests whether v2 can be read, and every check of dual by query passes on v1's
answers. If v1 gets less than all profiles by then, nothing fills the hole.

Write the time of the first write to v2, or leave \`auto\`.`,
  sources: ['servers 1.21.0 and 2.2.1, started in dual'],
  options: {
    now: {
      summary: 'The moment to measure against, as an RFC 3339 time; the current time where it is empty',
      default: '',
    },
  },
  good: [{ values: from('auto') }, { values: from('"2025-01-01T00:00:00Z"') }, { values: from('soon') }],
  bad: [{ values: from('"2999-01-01T00:00:00Z"'), at: 'architecture.storage.migration.queryBackendFrom' }],
  judge({ now, options, clock }, report) {
    const present = typeof options.now === 'string' && options.now !== '' ? Date.parse(options.now) : clock;
    for (const time of timesOfReaders(now)) {
      const text = sure(time) ?? '';
      if ((momentOf(text) ?? present) <= present) continue;
      report({
        at: time,
        what: `queryBackendFrom ${text} is in the future`,
        fix: 'write the time of the first write to v2, or auto',
      });
    }
  },
};
