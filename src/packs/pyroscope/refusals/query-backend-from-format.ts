import { finding } from '../migration.ts';
import { isTimeWithZone, QUERY_BACKEND_FROM, readers } from '../query-backend-from.ts';
import type { Refusal } from '../refusal.ts';
import { sourceOf } from '../settings.ts';
import { placeOfFlag } from '../workload.ts';

/** Anything else makes the server exit, or (a date alone) leaves the zone to it. */
export const queryBackendFromFormat: Refusal = {
  rule: {
    id: 'query-backend-from-format',
    severity: 'refusal',
    summary: 'queryBackendFrom is neither auto nor an RFC 3339 time with a zone',
    message: ({ text, source }) => ({
      what: `query-backend-from ${JSON.stringify(text)} is neither auto nor an RFC 3339 time with a zone${source}`,
      why: 'the server exits on times it cannot parse, and a time without zone is read in a zone nobody chose',
      remedy:
        'write it like 2026-11-01T00:00:00Z: --set-string architecture.storage.migration.queryBackendFrom=2026-11-01T00:00:00Z',
    }),
  },
  check: (migration) => {
    const odd = readers(migration).find(
      ({ from }) => from !== undefined && from !== 'auto' && !isTimeWithZone(from),
    );
    return odd
      ? [
          finding(
            queryBackendFromFormat.rule,
            { text: odd.from ?? '', source: sourceOf(migration.settings.queryBackendFrom) },
            odd.workload.object,
            placeOfFlag(odd.workload, QUERY_BACKEND_FROM),
          ),
        ]
      : [];
  },
};
