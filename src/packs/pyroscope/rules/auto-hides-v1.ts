import { ruleFor, sure } from '../../../pack.ts';
import { splitOf } from '../query-backend-from.ts';
import type { PyroscopeFacts } from '../read/facts.ts';
import { inWords, moment, onlyIn, type Period, writtenIn } from '../steps/periods.ts';
import { DUAL, migrating, V1 } from './examples.ts';

const fixed = (time: string): string => migrating(`queryBackendFrom: "${time}"`);

const FIRST = [{ phase: 'v1', since: '2026-11-01T00:00:00Z' }];
const AGAIN = [
  ...FIRST,
  { phase: 'dual', since: '2026-11-02T00:00:00Z' },
  { phase: 'v1', since: '2026-11-03T00:00:00Z' },
];
const IN_DUAL = [...AGAIN, { phase: 'dual', since: '2026-11-04T00:00:00Z' }];

/** The earliest fixed split that hides nothing of these. */
function splitAfter(hidden: readonly Period[]): string {
  const until = hidden.at(-1)?.until;
  return until === undefined ? 'the time of this upgrade (RFC 3339)' : `"${moment(until)}"`;
}

/** `auto` must not hide what v1 alone holds. */
export const autoHidesV1 = ruleFor<PyroscopeFacts>()({
  id: 'auto-hides-v1',
  severity: 'error',
  needs: ['before', 'history'],
  summary: 'queryBackendFrom auto hides profiles ingested while only v1 was on, after v2 had been written',
  why: 'Only v1 holds these profiles, but auto sends queries to v2 for all times since its oldest block.',
  details: `With \`auto\` the query-frontend asks v2 for all times since the oldest block of the tenant. The metastore keeps that
block through a rollback to v1 (servers 1.21.0 and 2.2.1). Queries for the time of the rollback then go to v2, which does not
have those profiles: they return 200 with empty results. A fixed \`queryBackendFrom\` after that time hides nothing.`,
  sources: ['servers 1.21.0 and 2.2.1, taken from dual to v1 and back'],
  good: [
    { values: DUAL, before: V1, history: FIRST },
    { values: fixed('2026-11-04T00:00:00Z'), before: V1, history: AGAIN },
    { values: DUAL, before: DUAL, history: IN_DUAL },
    {
      values: DUAL,
      before: DUAL.replace('v1: true', 'v1: false'),
      history: [...FIRST, { phase: 'v2', since: '2026-11-02T00:00:00Z' }],
    },
  ],
  bad: [
    { values: DUAL, before: V1, history: AGAIN },
    { values: DUAL, before: fixed('2026-11-04T00:00:00Z'), history: IN_DUAL },
  ],
  judge({ now, before, history }, report) {
    const split = splitOf(now);
    const wasAuto = sure(before.phase) === 'dual' && sure(splitOf(before)) === 'auto';
    const [first] = writtenIn('v2', history);
    if (!split || sure(split) !== 'auto' || wasAuto || first === undefined) return;
    const hidden = onlyIn('v1', history).filter(({ since }) => Date.parse(since) >= Date.parse(first.since));
    if (hidden.length === 0) return;
    report({
      at: split,
      what: `queryBackendFrom auto hides profiles ingested ${inWords(hidden)}`,
      fix: `set architecture.storage.migration.queryBackendFrom to ${splitAfter(hidden)}`,
    });
  },
});
