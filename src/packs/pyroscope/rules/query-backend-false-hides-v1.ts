import { type Reading, sure } from '../../../pack.ts';
import { knowsAuto } from '../facts/flags.ts';
import { QUERY_BACKEND, QUERY_BACKEND_FROM, timesOfReaders } from '../query-backend-from.ts';
import { chartMajorOf, namesOf, type PyroscopeRule, type PyroscopeState } from '../read/facts.ts';
import { DUAL, EXPERIMENT, migrating, oneBinary, PHASE_FLAGS_1 } from './examples.ts';

const OFF = migrating('queryBackend: false');
const EMPTY = migrating('queryBackendFrom: ""');
const MIGRATION = ['architecture', 'storage', 'migration'];
const IN_CONFIG = 'limits:\n  enable_query_backend_from: auto\n';

const WITHOUT_TIME = PHASE_FLAGS_1.dual.slice(0, -1);
const dual = (chart: string, args: readonly string[], config?: string): string =>
  oneBinary(chart, { args, env: EXPERIMENT }, { ...(config !== undefined && { config }) });

/** The key that makes the chart leave the time out; what somebody wrote into extraArgs themselves. */
function spotOf({ values }: PyroscopeState, on: Reading) {
  if (!values || on.by === 'person') return on;
  const key = ['queryBackend', 'queryBackendFrom'].find((one) => !values.isTrue(...MIGRATION, one));
  return key === undefined
    ? on
    : (values.at(...MIGRATION, key) ?? ({ in: 'values', path: [...MIGRATION, key], on: 'value' } as const));
}

/** Audit A3. */
export const queryBackendFalseHidesV1: PyroscopeRule = {
  id: 'query-backend-false-hides-v1',
  severity: 'error',
  summary: 'queryBackend: false or an empty queryBackendFrom makes v2 answer for all time',
  why: 'v2 then answers every query from the beginning of time, and the whole history of v1 is not visible.',
  details: `\`migration.queryBackend: false\` reads as "queries stay on v1", and the chart's notes say the same. But charts 1.15.1 to
1.21.0 then write \`-enable-query-backend=true\` and omit \`-enable-query-backend-from\`. They do the same for an empty
\`queryBackendFrom\`. On server 1.21.0 v2 then answered from the beginning of time, and the whole history of v1 was
not visible: a total of 1 000 000 000 became 0, the list of series was empty.

To keep queries on v1, write \`pyroscope.extraArgs.enable-query-backend: false\`: the chart then leaves both flags to you.
Otherwise leave both keys out: \`auto\` shows both stores (servers from 1.20.0 on). The server's configuration key
\`limits.enable_query_backend_from\` applies if the flag is missing.`,
  audit: ['A3'],
  sources: ['charts 1.15.1 to 1.21.0, rendered by helm', 'server 1.21.0, started'],
  get good() {
    return [
      { chart: '1.21.0', values: DUAL },
      { chart: '1.21.0', values: 'architecture:\n  storage:\n    migration:\n      queryBackend: false\n' },
      { chart: '1.21.0', values: `${OFF}pyroscope:\n  extraArgs:\n    enable-query-backend: false\n` },
      {
        chart: '1.21.0',
        values: `${EMPTY}pyroscope:\n  structuredConfig:\n    limits:\n      enable_query_backend_from: auto\n`,
      },
      { chart: '2.0.0', values: OFF },
      { chart: '2.0.0', values: EMPTY },
      { manifests: dual('1.21.0', PHASE_FLAGS_1.dual), asked: { phase: 'dual' } },
      { manifests: dual('1.21.0', WITHOUT_TIME, IN_CONFIG), asked: { phase: 'dual' } },
      { manifests: dual('1.21.0', WITHOUT_TIME), asked: { phase: 'dual', queryBackendFrom: 'auto' } },
    ];
  },
  get bad() {
    return [
      { chart: '1.21.0', values: OFF, at: 'architecture.storage.migration.queryBackend' },
      { chart: '1.15.1', values: OFF, at: 'architecture.storage.migration.queryBackend' },
      { chart: '1.21.0', values: EMPTY, at: 'architecture.storage.migration.queryBackendFrom' },
      {
        chart: '1.21.0',
        values: `${DUAL}pyroscope:\n  extraArgs:\n    enable-query-backend: true\n`,
        at: 'pyroscope.extraArgs.enable-query-backend',
      },
      {
        manifests: dual('1.21.0', WITHOUT_TIME),
        asked: { phase: 'dual' },
        at: '-enable-query-backend=true',
      },
      {
        manifests: dual('1.18.1', WITHOUT_TIME),
        asked: { phase: 'dual' },
        at: '-enable-query-backend=true',
      },
    ];
  },
  judge({ now }, report) {
    if (chartMajorOf(now) >= 2 || sure(now.phase) !== 'dual') return;
    const timed = new Set(timesOfReaders(now).map(({ component }) => component));
    const hiding = now
      .setting('queryBackend')
      .find((on) => on.tenant === undefined && sure(on) === 'true' && !timed.has(on.component));
    if (hiding === undefined) return;
    const { server } = hiding.component;
    const time = knowsAuto(sure(server) ?? '1.20.0')
      ? 'auto'
      : '"2026-11-01T00:00:00Z", or when v2 was first written';
    report({
      at: [spotOf(now, hiding), hiding.component.object],
      what: `${namesOf([hiding.component])} gets -${QUERY_BACKEND}=true without -${QUERY_BACKEND_FROM}: v2 answers queries for all times`,
      fix: `to see both stores, set architecture.storage.migration.queryBackend: true and architecture.storage.migration.queryBackendFrom (or --query-backend-from): ${time}; to keep queries on v1, set pyroscope.extraArgs."${QUERY_BACKEND}": false`,
    });
  },
};
