import { knowsAuto } from '../facts/flags.ts';
import type { ComponentValues } from '../values/component-values.ts';
import type { PyroscopeValues } from '../values/pyroscope-values.ts';
import type { PyroscopeRule } from './rule.ts';
import { dualReaders, queryBackendFrom } from './shared/dual-readers.ts';
import { isExperimentChart } from './shared/experiment-charts.ts';
import { knownServer } from './shared/known-server.ts';
import { once } from './shared/once.ts';

const DUAL = 'architecture:\n  storage:\n    v1: true\n    v2: true\n';
const AT = 'architecture.storage.migration.queryBackendFrom';

function report(values: PyroscopeValues, reader: ComponentValues) {
  const server = knownServer(reader);
  const from = queryBackendFrom(values, reader);
  if (server === undefined || knowsAuto(server) || from?.text !== 'auto') return [];
  return [{ at: from.at, args: { server, component: reader.name } }];
}

export const queryBackendFromAutoUnsupported: PyroscopeRule = {
  id: 'query-backend-from-auto-unsupported',
  severity: 'error',
  summary: 'queryBackendFrom is auto, which servers before 1.20.0 do not know',
  why: `Charts 1.15.1 to 1.19.2 write \`-enable-query-backend-from=auto\` by default when both storages are on, but bring
servers that know \`auto\` only from 1.20.0 on. Servers 1.15.0, 1.18.0 and 1.19.1 were seen to exit at start:
\`invalid value "auto" for flag -enable-query-backend-from: failed to parse time: "auto"\`. A single binary takes v1 down
with it; in microservices it is the query-frontend.

Run server 1.20.3 (chart 1.19.2 with \`image.tag: 1.20.3\` was seen to start in dual and v2, with its metastore's
directories unchanged), or give the time of the first write to v2, or a later one, as an RFC 3339 time.`,
  audit: ['B1'],
  since: '0.2.0',
  sources: [
    'charts 1.15.1 to 1.19.2, rendered by helm',
    'servers 1.15.0, 1.18.0, 1.19.1 and 1.20.3, started',
  ],
  valid: [
    { chart: '1.20.3', values: DUAL },
    { chart: '1.19.2', values: 'architecture:\n  storage:\n    v2: false\n' },
    { chart: '1.19.2', values: `${DUAL}pyroscope:\n  image:\n    tag: 1.20.3\n` },
    { chart: '1.19.2', values: `${DUAL}    migration:\n      queryBackendFrom: "2026-11-01T00:00:00Z"\n` },
    { chart: '1.19.2', values: `${DUAL}pyroscope:\n  image:\n    tag: latest\n` },
    { chart: '1.19.2', values: `${DUAL}    migration:\n      queryBackend: false\n` },
    { chart: '1.19.2', values: `${DUAL}pyroscope:\n  extraArgs:\n    enable-query-backend: false\n` },
  ],
  invalid: [
    { chart: '1.19.2', values: DUAL, at: AT },
    { chart: '1.15.1', values: `${DUAL}    migration:\n      queryBackendFrom: auto\n`, at: AT },
    { chart: '1.20.3', values: `${DUAL}pyroscope:\n  image:\n    tag: 1.19.1\n`, at: AT },
    {
      chart: '1.19.2',
      values: `${DUAL}  microservices:\n    enabled: true\npyroscope:\n  extraArgs:\n    enable-query-backend-from: auto\n`,
      at: 'pyroscope.extraArgs.enable-query-backend-from',
    },
  ],
  message: ({ server, component }) => ({
    what: `queryBackendFrom is auto, which server ${server} of ${component} does not know`,
    why: 'the server exits at start: failed to parse time: "auto"',
    remedy:
      'set pyroscope.image.tag: 1.20.3, or architecture.storage.migration.queryBackendFrom to an RFC 3339 time that is not before the first write to v2, such as "2026-11-01T00:00:00Z"',
  }),
  check: (values) =>
    isExperimentChart(values) ? once(dualReaders(values).flatMap((reader) => report(values, reader))) : [],
};
