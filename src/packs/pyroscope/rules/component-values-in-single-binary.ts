import { isTrueInTemplate } from '../../../values/template-truth.ts';
import type { PyroscopeValues } from '../values/pyroscope-values.ts';
import type { PyroscopeRule } from './rule.ts';
import { tunesSingleBinary } from './shared/component-kinds.ts';
import { rendersV2 } from './shared/metastore.ts';

const METASTORE = 'pyroscope:\n  components:\n    metastore:\n      persistence:\n        enabled: true\n';

/** The rendered components that have no kind, by name. */
function kindless({ components, mode }: PyroscopeValues): readonly string[] {
  if (mode === 'single-binary') return [];
  return components.filter(({ value }) => !isTrueInTemplate(value('kind'))).map(({ name }) => name);
}

export const componentValuesInSingleBinary: PyroscopeRule = {
  id: 'component-values-in-single-binary',
  severity: 'error',
  summary: 'values for a component turn the single binary into components without a kind',
  why: `Without \`architecture.microservices.enabled\` the chart knows no components of its own: \`pyroscope.components.metastore\`,
written to tune the metastore inside a single binary, is taken for the list of all components. The StatefulSet of the single
binary is gone from the render, in its place stands one object named \`pyroscope-metastore\` with \`kind: null\` (chart 2.2.1,
rendered by helm). The API server refuses it. With a kind written as well, the single binary would be deleted.

Tune \`pyroscope\` itself, or set \`architecture.microservices.enabled: true\` if components are what you want.`,
  audit: ['B15'],
  since: '0.2.0',
  sources: ['chart 2.2.1, rendered by helm'],
  valid: [
    { values: `${METASTORE}architecture:\n  microservices:\n    enabled: true\n` },
    { values: '{}' },
    { chart: '1.21.0', values: 'pyroscope:\n  components:\n    ingester:\n      kind: StatefulSet\n' },
    {
      chart: '1.19.2',
      values: `${METASTORE}architecture:\n  microservices:\n    enabled: true\n`,
    },
  ],
  invalid: [
    { values: METASTORE, at: 'pyroscope.components.metastore' },
    { chart: '1.15.1', values: METASTORE, at: 'pyroscope.components.metastore' },
    {
      chart: '1.21.0',
      values: 'pyroscope:\n  components:\n    ingester:\n      replicaCount: 5\n',
      at: 'pyroscope.components.ingester',
    },
    {
      chart: '1.19.1',
      values: `${METASTORE}architecture:\n  microservices:\n    enabled: true\n`,
      at: 'pyroscope.components.metastore',
    },
  ],
  message: ({ components, mode }) => ({
    what: `pyroscope.components adds ${components} without a kind`,
    why:
      mode === 'legacy'
        ? 'the chart renders kind: null, which Kubernetes refuses, and no single binary any more'
        : 'this chart adds what pyroscope.components names although its storage layer is off, with kind: null, which Kubernetes refuses',
    remedy:
      mode === 'legacy'
        ? 'move the values to pyroscope itself, or set architecture.microservices.enabled: true'
        : 'write them under architecture.microservices.v2 instead of pyroscope.components, or use chart 1.19.2 or newer',
  }),
  check(values) {
    const names = kindless(values);
    const [first] = names;
    // With v2 on, other lists of components are a matter of legacy-components-layout.
    const isOthers = values.mode === 'legacy' && rendersV2(values) && !tunesSingleBinary(values);
    if (first === undefined || isOthers) return [];
    const args = { components: names.join(', '), mode: values.mode };
    return [{ at: ['pyroscope', 'components', first], on: 'key', args }];
  },
};
