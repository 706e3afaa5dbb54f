import { sure } from '../../../pack.ts';
import { CHART } from '../chart/index.ts';
import { chartOf, type PyroscopeRule } from '../read/facts.ts';

const QUERY_BACKEND = 'architecture:\n  storage:\n    migration:\n      queryBackend: false\n';
const SHARED = 'pyroscope:\n  persistence:\n    shared:\n      enabled: false\n';

export const removedKey: PyroscopeRule = {
  id: 'removed-key',
  severity: 'warning',
  needs: ['values'],
  summary: 'a key that this chart no longer reads',
  why: 'Helm silently accepts keys that no template reads.',
  details: `\`architecture.storage.migration.queryBackend\` and \`persistence.shared\` were read up to chart 1.21.0; from 2.0.0 on they
do nothing: reads in dual follow \`queryBackendFrom\` alone, and \`/data-shared\` is no longer mounted.`,
  audit: ['A2', 'A3'],
  sources: ['charts 1.21.0 and 2.0.0, templates and values.yaml'],
  good: [
    { chart: '1.21.0', values: QUERY_BACKEND + SHARED },
    { values: 'architecture:\n  storage:\n    migration:\n      queryBackendFrom: auto\n' },
    { values: 'architecture: none\n' },
  ],
  bad: [
    { values: QUERY_BACKEND, at: 'architecture.storage.migration.queryBackend' },
    { values: QUERY_BACKEND.replace('false', 'true'), at: 'architecture.storage.migration.queryBackend' },
    { chart: '2.0.0', values: SHARED, at: 'pyroscope.persistence.shared' },
    {
      values: `pyroscope:\n  components:\n    ingester:\n      persistence:\n        shared:\n          subPath: x\n`,
      at: 'pyroscope.components.ingester.persistence.shared',
    },
  ],
  judge({ now }, report) {
    const { values } = now;
    const chart = chartOf(now);
    if (!values) return;
    for (const { path, removedIn, useInstead, note } of CHART.removedKeys(chart)) {
      if (!values.isWritten(...path)) continue;
      const key = path.join('.');
      // What the chart does now is what `queryBackend: true` asks for.
      const isAsAsked =
        key === 'architecture.storage.migration.queryBackend' &&
        values.type(...path) === 'boolean' &&
        sure(values.at(...path)) === 'true';
      report({
        at: values.place(...path),
        severity: isAsAsked ? 'info' : 'warning',
        what: `chart ${chart} does not read ${key}`,
        why: `Charts before ${removedIn} did. ${note}`,
        fix: `remove ${key}${useInstead === undefined ? '' : `; see ${useInstead}`}`,
      });
    }
  },
};
