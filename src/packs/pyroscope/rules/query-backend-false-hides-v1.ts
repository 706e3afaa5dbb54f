import { isTrueInTemplate } from '../../../values/template-truth.ts';
import { QUERY_BACKEND, QUERY_BACKEND_FROM } from '../query-backend-from.ts';
import type { PyroscopeRule } from './rule.ts';
import { dualReaders, QUERY_BACKEND_FROM_PATH, QUERY_BACKEND_PATH } from './shared/dual-readers.ts';
import { isExperimentChart } from './shared/experiment-charts.ts';

const DUAL = 'architecture:\n  storage:\n    v1: true\n    v2: true\n';
const OFF = `${DUAL}    migration:\n      queryBackend: false\n`;
const EMPTY = `${DUAL}    migration:\n      queryBackendFrom: ""\n`;

export const queryBackendFalseHidesV1: PyroscopeRule = {
  id: 'query-backend-false-hides-v1',
  severity: 'error',
  summary: 'queryBackend: false or an empty queryBackendFrom makes v2 answer for all time',
  why: `\`migration.queryBackend: false\` reads as "queries stay on v1", and the chart's notes say so, too. Yet charts 1.15.1 to
1.21.0 then write \`-enable-query-backend=true\` and leave \`-enable-query-backend-from\` out, and so they do for an empty
\`queryBackendFrom\`. On server 1.21.0 v2 then answered from the beginning of time: all of v1's history was gone from view
(a total of 1 000 000 000 became 0, the list of series empty).

To keep queries on v1, write \`pyroscope.extraArgs.enable-query-backend: false\`: the chart then leaves both flags to you.
Otherwise leave both keys out: \`auto\` shows both stores (servers from 1.20.0 on).`,
  audit: ['A3'],
  since: '0.2.0',
  sources: ['charts 1.15.1 to 1.21.0, rendered by helm', 'server 1.21.0, started'],
  valid: [
    { chart: '1.21.0', values: DUAL },
    { chart: '1.21.0', values: 'architecture:\n  storage:\n    migration:\n      queryBackend: false\n' },
    { chart: '1.21.0', values: `${OFF}pyroscope:\n  extraArgs:\n    enable-query-backend: false\n` },
    { chart: '2.0.0', values: OFF },
    { chart: '2.0.0', values: EMPTY },
  ],
  invalid: [
    { chart: '1.21.0', values: OFF, at: 'architecture.storage.migration.queryBackend' },
    { chart: '1.15.1', values: OFF, at: 'architecture.storage.migration.queryBackend' },
    { chart: '1.21.0', values: EMPTY, at: 'architecture.storage.migration.queryBackendFrom' },
  ],
  message: ({ key, chart }) => ({
    what: `${key} makes chart ${chart} write -enable-query-backend=true without a time from which v2 answers`,
    why: 'v2 then answers every query for all time, and the whole history of v1 is out of sight',
    remedy:
      'to keep queries on v1 set pyroscope.extraArgs."enable-query-backend": false; to see both stores set migration.queryBackend: true and migration.queryBackendFrom: auto',
  }),
  check(values) {
    if (!isExperimentChart(values)) return [];
    const hides = dualReaders(values).some(
      ({ extraArgs }) => !extraArgs.has(QUERY_BACKEND) && !extraArgs.has(QUERY_BACKEND_FROM),
    );
    const paths = [QUERY_BACKEND_PATH, QUERY_BACKEND_FROM_PATH];
    const path = hides ? paths.find((one) => !isTrueInTemplate(values.value(...one))) : undefined;
    if (path === undefined) return [];
    const key =
      path === QUERY_BACKEND_PATH ? 'migration.queryBackend: false' : 'an empty migration.queryBackendFrom';
    return [{ at: values.given(...path) ?? path, args: { key, chart: values.chart } }];
  },
};
