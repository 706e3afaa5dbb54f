import { knowsAuto } from '../facts/flags.ts';
import { finding } from '../migration.ts';
import { QUERY_BACKEND, QUERY_BACKEND_FROM, readers } from '../query-backend-from.ts';
import type { Refusal } from '../refusal.ts';
import { placeOfFlag } from '../workload.ts';

/** Audit B1: "auto" exists since server 1.20.0; charts up to 1.19.2 render it for older servers by default. */
export const autoUnsupported: Refusal = {
  rule: {
    id: 'query-backend-from-auto-unsupported',
    auditId: 'B1',
    severity: 'refusal',
    summary: 'servers before 1.20.0 exit on -enable-query-backend-from=auto',
    message: ({ server, component, from }) => ({
      what: `${component} is server ${server} and ${from === '' ? 'has no time from which v2 answers' : 'does not know -enable-query-backend-from=auto'}`,
      why:
        from === ''
          ? 'without a time v2 answers from the beginning of time and hides all of v1'
          : 'the server exits at start: failed to parse time: "auto"',
      remedy:
        'give the time of the first dual write or a later one, --query-backend-from 2026-11-01T00:00:00Z, or run server 1.20.3: --set pyroscope.image.tag=1.20.3',
    }),
  },
  check: (migration) => {
    const odd = readers(migration).find(
      ({ workload, from }) => !knowsAuto(workload.server.value) && (from === undefined || from === 'auto'),
    );
    if (!odd) return [];
    const { workload, from = '' } = odd;
    return [
      finding(
        autoUnsupported.rule,
        { server: workload.server.value, component: workload.component, from },
        workload.object,
        placeOfFlag(workload, QUERY_BACKEND_FROM) ?? placeOfFlag(workload, QUERY_BACKEND),
      ),
    ];
  },
};
