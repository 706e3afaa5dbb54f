import type { RemovedKey } from '../../../chart/chart.ts';
import type { Report } from '../../../lint/finding.ts';
import { CHART } from '../chart/index.ts';
import type { PyroscopeChange } from '../values/pyroscope-values.ts';
import type { PyroscopeRule } from './rule.ts';

const QUERY_BACKEND = 'architecture:\n  storage:\n    migration:\n      queryBackend: false\n';
const SHARED = 'pyroscope:\n  persistence:\n    shared:\n      enabled: false\n';

/** What the chart does now is what `queryBackend: true` asks for. */
const isAsAsked = (path: string, value: unknown): boolean =>
  path === 'architecture.storage.migration.queryBackend' && value === true;

function report({ given, chart }: PyroscopeChange, removed: RemovedKey): readonly Report[] {
  const node = given(...removed.path);
  if (!node) return [];
  const key = removed.path.join('.');
  const { removedIn, useInstead = '', note } = removed;
  const severity = isAsAsked(key, node.kind === 'scalar' && node.value) ? 'info' : 'warning';
  return [{ at: node, on: 'key', args: { key, chart, removedIn, useInstead, note }, severity }];
}

export const removedKey: PyroscopeRule = {
  id: 'removed-key',
  severity: 'warning',
  summary: 'a key that this chart no longer reads',
  why: `Helm takes keys that no template reads without a word. \`architecture.storage.migration.queryBackend\` and
\`persistence.shared\` were read up to chart 1.21.0; from 2.0.0 on they do nothing: reads in dual follow \`queryBackendFrom\`
alone, and \`/data-shared\` is not mounted any more.`,
  audit: ['A2', 'A3'],
  since: '0.2.0',
  sources: ['charts 1.21.0 and 2.0.0, templates and values.yaml'],
  valid: [
    { chart: '1.21.0', values: QUERY_BACKEND + SHARED },
    { values: 'architecture:\n  storage:\n    migration:\n      queryBackendFrom: auto\n' },
    { values: 'architecture: none\n' },
  ],
  invalid: [
    { values: QUERY_BACKEND, at: 'architecture.storage.migration.queryBackend' },
    { chart: '2.0.0', values: SHARED, at: 'pyroscope.persistence.shared' },
    {
      values: `pyroscope:\n  components:\n    ingester:\n      persistence:\n        shared:\n          subPath: x\n`,
      at: 'pyroscope.components.ingester.persistence.shared',
    },
  ],
  message: ({ key, chart, removedIn, useInstead, note }) => ({
    what: `chart ${chart} does not read ${key}`,
    why: `it did before ${removedIn}. ${note}`,
    remedy: `take ${key} out${useInstead === '' ? '' : `; see ${useInstead}`}`,
  }),
  check: (values) => CHART.removedKeys(values.chart).flatMap((removed) => report(values, removed)),
};
