import { type Keys, keyNames } from '../../src/chart/key.ts';
import { CHART } from '../../src/packs/pyroscope/chart/index.ts';

/** What is written at each key, as JSON: a value of each type that YAML has, and the empty ones. */
export const INJECTED = [
  'null',
  '""',
  '"x"',
  '0',
  '3',
  'true',
  '[]',
  '["x"]',
  '[{}]',
  '{}',
  '{"x":"y"}',
] as const;

/** The last chart of 1.x, the last before v2 became the default, and one of the newest kind. */
export const CHARTS = ['1.21.0', '2.0.1', '2.2.1'] as const;

export const LAYOUTS = ['single-binary', 'microservices'] as const;

export type Layout = (typeof LAYOUTS)[number];

/** Components are all made of the same keys: these stand for the others. */
const COMPONENTS: ReadonlySet<string> = new Set([
  'pyroscope.components.all',
  'architecture.microservices.v1.querier',
  'architecture.microservices.v2.segment-writer',
]);

/** The component whose own keys are injected, too. */
const COMPONENT = 'architecture.microservices.v2.segment-writer';

const MICROSERVICES = {
  enabled: true,
  v2: {
    metastore: { persistence: { enabled: true } },
    'segment-writer': { autoscaling: { enabled: true, behavior: { enabled: true } } },
  },
};

/** Values with everything on that a chart can render, so that it reads each key. */
const valuesOf = (layout: Layout): Record<string, unknown> => ({
  architecture: {
    storage: { v1: false, v2: true },
    deployUnifiedServices: true,
    ...(layout === 'microservices' && { microservices: MICROSERVICES }),
  },
  pyroscope: { persistence: { enabled: true } },
  alloy: { enabled: true },
  agent: { enabled: true },
  minio: { enabled: true },
  ingress: { enabled: true, hosts: ['pyroscope.example.org'] },
  httpRoute: { enabled: true, gateway: { name: 'gateway', namespace: 'default' } },
  serviceMonitor: { enabled: true },
});

/** The values of a layout with another value at one key; without a path as they are. */
export function injected(
  layout: Layout,
  path: readonly string[] = [],
  value: unknown = undefined,
): Record<string, unknown> {
  const values = structuredClone(valuesOf(layout));
  const [last, ...above] = path.toReversed();
  if (last === undefined) return values;
  let here = values;
  for (const key of above.toReversed()) {
    here[key] ??= {};
    here = here[key] as Record<string, unknown>;
  }
  here[last] = value;
  return values;
}

function pathsIn(keys: Keys, chart: string, above: readonly string[] = []): readonly (readonly string[])[] {
  return keyNames(keys, chart).flatMap((name) => {
    const path = [...above, name];
    const shape = CHART.keyAt(path, chart)?.shape;
    if (shape?.kind !== 'section') return [path];
    if (shape.shared !== 'component') return [path, ...pathsIn(shape.keys, chart, path)];
    if (!COMPONENTS.has(path.join('.'))) return [];
    return path.join('.') === COMPONENT ? [path, ...pathsIn(shape.keys, chart, path)] : [path];
  });
}

const SUBCHARTS: ReadonlySet<string> = new Set(['alloy', 'agent', 'minio']);

/** Whether what a chart depends on reads a key, too. */
export const isOfSubchart = ([top = '']: readonly string[]): boolean => SUBCHARTS.has(top);

/** The keys that a chart reads in a layout, and sections of them. Those of sub-charts are the same in both. */
export const keysToInject = (chart: string, layout: Layout): readonly (readonly string[])[] =>
  pathsIn(CHART.keys, chart).filter((path) =>
    layout === 'microservices' ? !isOfSubchart(path) : !path.join('.').startsWith(`${COMPONENT}.`),
  );
