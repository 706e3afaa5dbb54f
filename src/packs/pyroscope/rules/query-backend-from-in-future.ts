import { type Reading, sure } from '../../../pack.ts';
import { knowsAuto } from '../facts/flags.ts';
import { momentOf, timesOfReaders } from '../query-backend-from.ts';
import type { PyroscopeRule } from '../read/facts.ts';
import { migrating, oneBinary, PHASE_FLAGS_2 } from './examples.ts';

const from = (text: string): string => migrating(`queryBackendFrom: ${text}`);

/** Who starts dual names a time shortly ahead of the upgrade, as `next` does: one before it would hide data. */
const rendered = (time: string): string =>
  oneBinary('2.2.1', { args: [...PHASE_FLAGS_2.dual, `-enable-query-backend-from=${time}`] });

const AHEAD = 2 * 60 * 60 * 1000;

/** Servers before 1.20.0 exit at `auto` (audit B1). */
const isAutoKnown = ({ component }: Reading): boolean => knowsAuto(sure(component.server) ?? '2.0.0');

export const queryBackendFromInFuture: PyroscopeRule = {
  id: 'query-backend-from-in-future',
  severity: 'warning',
  summary: 'queryBackendFrom is in the future: until then v2 does not answer queries',
  why: 'Until then only v1 answers queries in dual, so nothing shows whether v2 can be read.',
  details: `In dual v2 answers for times from \`queryBackendFrom\` on, and v1 for times before it. With a time in the future v1 alone
answered (servers 1.21.0 and 2.2.1): nothing tests whether v2 can be read, and every check of dual by query passes on v1's
answers. If v1 gets less than all profiles by then, nothing fills the hole.

Write the time of the first write to v2, or leave \`auto\`, which servers before 1.20.0 do not know. A time at most two
hours ahead is not reported: dual is started with one.`,
  sources: ['servers 1.21.0 and 2.2.1, started in dual'],
  options: {
    now: {
      summary: 'The moment to measure against, as an RFC 3339 time; the current time where it is empty',
      default: '',
    },
  },
  get good() {
    return [
      { values: from('auto') },
      { values: from('"2025-01-01T00:00:00Z"') },
      { values: from('soon') },
      { manifests: rendered('2025-01-01T00:00:00Z'), asked: { phase: 'dual' } },
    ];
  },
  get bad() {
    return [
      { values: from('"2999-01-01T00:00:00Z"'), at: 'architecture.storage.migration.queryBackendFrom' },
      {
        manifests: rendered('2999-01-01T00:00:00Z'),
        asked: { phase: 'dual' },
        at: '-enable-query-backend-from=2999-01-01T00:00:00Z',
      },
    ];
  },
  judge({ now, options, clock }, report) {
    const present = typeof options.now === 'string' && options.now !== '' ? Date.parse(options.now) : clock;
    for (const time of timesOfReaders(now)) {
      const text = sure(time) ?? '';
      if ((momentOf(text) ?? present) <= present + AHEAD) continue;
      report({
        at: [time, time.component.object],
        what: `queryBackendFrom ${text} is in the future`,
        fix: `write the time of the first write to v2${isAutoKnown(time) ? ', or auto' : ''}`,
      });
    }
  },
};
