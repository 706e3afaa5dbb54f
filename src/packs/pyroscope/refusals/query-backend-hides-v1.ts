import { knowsAuto } from '../facts/flags.ts';
import { finding } from '../migration.ts';
import { QUERY_BACKEND, QUERY_BACKEND_FROM, readers } from '../query-backend-from.ts';
import type { Refusal } from '../refusal.ts';
import { placeOfFlag } from '../workload.ts';

/** Audit A3: queryBackend false or an empty queryBackendFrom renders the query backend on, from the beginning of time. */
export const queryBackendHidesV1: Refusal = {
  rule: {
    id: 'query-backend-false-hides-v1',
    auditId: 'A3',
    severity: 'refusal',
    summary: 'the query backend is on without a time from which it answers: v1 history is hidden',
    message: ({ component }) => ({
      what: `${component} has -enable-query-backend=true and no -${QUERY_BACKEND_FROM}`,
      why: 'up to chart 1.21.0 queryBackend: false and an empty queryBackendFrom render this: v2 answers from the beginning of time, and all of v1 is hidden',
      remedy: `--query-backend-from auto, or to leave reads on v1 --set-string pyroscope.extraArgs.enable-query-backend=false`,
    }),
  },
  check: (migration) => {
    if (migration.release.chartMajor >= 2) return [];
    const odd = readers(migration).find(
      ({ workload, from }) => knowsAuto(workload.server.value) && from === undefined,
    );
    return odd
      ? [
          finding(
            queryBackendHidesV1.rule,
            { component: odd.workload.component },
            odd.workload.object,
            placeOfFlag(odd.workload, QUERY_BACKEND),
          ),
        ]
      : [];
  },
};
