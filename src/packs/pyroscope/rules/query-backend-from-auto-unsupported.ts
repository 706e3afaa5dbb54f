import { sure } from '../../../pack.ts';
import { shownPath } from '../../../rules/settings.ts';
import { knowsAuto } from '../facts/flags.ts';
import { QUERY_BACKEND, timesOfReaders } from '../query-backend-from.ts';
import { chartMajorOf, namesOf, type PyroscopeRule } from '../read/facts.ts';
import { DUAL, EXPERIMENT, migrating, oneBinary, PHASE_FLAGS_1 } from './examples.ts';

const AT = 'architecture.storage.migration.queryBackendFrom';

const dual = (chart: string, args: readonly string[] = PHASE_FLAGS_1.dual): string =>
  oneBinary(chart, { args, env: EXPERIMENT });
const FIXED_TIME = PHASE_FLAGS_1.dual.map((flag) => flag.replace('=auto', '=2026-11-01T00:00:00Z'));

/** Audit B1. */
export const queryBackendFromAutoUnsupported: PyroscopeRule = {
  id: 'query-backend-from-auto-unsupported',
  formerly: ['server-too-old-for-auto'],
  severity: 'error',
  refusesSteps: true,
  summary: 'queryBackendFrom is auto, which servers before 1.20.0 do not know',
  why: 'The server exits at start: failed to parse time: "auto".',
  details: `Charts 1.15.1 to 1.19.2 write \`-enable-query-backend-from=auto\` by default when both storages are on, but their servers do not
know \`auto\`, which came with 1.20.0. Servers 1.15.0, 1.18.0 and 1.19.1 exited at start with
\`invalid value "auto" for flag -enable-query-backend-from: failed to parse time: "auto"\`. In a single binary v1 is down
with it; in microservices it is the query-frontend.

Run server 1.20.3, or write the time of the first write to v2, or a later one, as an RFC 3339 time. Chart 1.19.2 with
\`image.tag: 1.20.3\` started in dual and in v2, and the directories of its metastore did not change.`,
  audit: ['B1'],
  sources: [
    'charts 1.15.1 to 1.19.2, rendered by helm',
    'servers 1.15.0, 1.18.0, 1.19.1 and 1.20.3, started',
  ],
  get good() {
    return [
      { chart: '1.20.3', values: DUAL },
      { chart: '1.19.2', values: 'architecture:\n  storage:\n    v2: false\n' },
      { chart: '1.19.2', values: `${DUAL}pyroscope:\n  image:\n    tag: 1.20.3\n` },
      { chart: '1.19.2', values: migrating('queryBackendFrom: "2026-11-01T00:00:00Z"') },
      { chart: '1.19.2', values: `${DUAL}pyroscope:\n  image:\n    tag: latest\n` },
      { chart: '1.19.2', values: migrating('queryBackend: false') },
      { chart: '1.19.2', values: `${DUAL}pyroscope:\n  extraArgs:\n    enable-query-backend: false\n` },
      { manifests: dual('1.20.3'), asked: { phase: 'dual' } },
      { manifests: dual('1.18.1', FIXED_TIME), asked: { phase: 'dual' } },
    ];
  },
  get bad() {
    return [
      { chart: '1.19.2', values: DUAL, at: AT },
      { chart: '1.15.1', values: migrating('queryBackendFrom: auto'), at: AT },
      { chart: '1.20.3', values: `${DUAL}pyroscope:\n  image:\n    tag: 1.19.1\n`, at: AT },
      {
        chart: '1.19.2',
        values: `${DUAL}  microservices:\n    enabled: true\npyroscope:\n  extraArgs:\n    enable-query-backend-from: auto\n`,
        at: 'pyroscope.extraArgs.enable-query-backend-from',
      },
      { manifests: dual('1.18.1'), asked: { phase: 'dual' }, at: '-enable-query-backend-from=auto' },
    ];
  },
  judge({ now }, report) {
    if (chartMajorOf(now) >= 2) return;
    const old = timesOfReaders(now).find((from) => {
      const server = sure(from.component.server);
      return sure(from) === 'auto' && server !== undefined && !knowsAuto(server);
    });
    if (old === undefined) return;
    const { server, flags, object } = old.component;
    report({
      // Where render itself writes the time, the flag that switches v2 on stands for it.
      at: [old, flags[QUERY_BACKEND], object],
      what: `queryBackendFrom is auto, which server ${sure(server)} of ${namesOf([old.component])} does not know`,
      fix: `set pyroscope.image.tag: 1.20.3, or set ${shownPath(['architecture', 'storage', 'migration', 'queryBackendFrom'])} (or --query-backend-from) to an RFC 3339 time that is not before the first write to v2, such as "2026-11-01T00:00:00Z"`,
    });
  },
};
