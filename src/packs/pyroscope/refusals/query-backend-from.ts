import { knowsAuto } from '../flag-support.ts';
import { finding, type Migration } from '../migration.ts';
import type { Refusal } from '../refusal.ts';
import { sourceOf } from '../settings.ts';
import { takesQueries } from '../transforms/takes.ts';
import { placeOfFlag, type Workload } from '../workload.ts';

const FLAG = 'enable-query-backend-from';
const ON = 'enable-query-backend';
const RFC_3339 = /^\d{4}-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

/** RFC 3339 with a zone, and a moment that exists. */
export const isTimeWithZone = (text: string): boolean =>
  RFC_3339.test(text) && !Number.isNaN(Date.parse(text));

interface Reader {
  readonly workload: Workload;
  readonly from: string | undefined;
}

/** Who reads in dual with the v2 query backend on, and from when. */
function readers({ target, workloads, release }: Migration): readonly Reader[] {
  if (target !== 'dual') return [];
  const reading = workloads.filter(
    (one) => takesQueries(one) && one.flags.value('enable-query-backend') !== 'false',
  );
  const on = reading.filter(
    (one) => release.chartMajor >= 2 || one.flags.value('enable-query-backend') === 'true',
  );
  return on.map((workload) => ({ workload, from: workload.flags.value(FLAG) }));
}

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
            placeOfFlag(odd.workload, FLAG),
          ),
        ]
      : [];
  },
};

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
        placeOfFlag(workload, FLAG) ?? placeOfFlag(workload, ON),
      ),
    ];
  },
};

/** Audit A3: queryBackend false or an empty queryBackendFrom renders the query backend on, from the beginning of time. */
export const queryBackendHidesV1: Refusal = {
  rule: {
    id: 'query-backend-false-hides-v1',
    auditId: 'A3',
    severity: 'refusal',
    summary: 'the query backend is on without a time from which it answers: v1 history is hidden',
    message: ({ component }) => ({
      what: `${component} has -enable-query-backend=true and no -${FLAG}`,
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
            placeOfFlag(odd.workload, ON),
          ),
        ]
      : [];
  },
};
