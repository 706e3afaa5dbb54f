import { sure } from '../../../pack.ts';
import { isV2Only } from '../facts/components.ts';
import { hasV2, type PyroscopeRule, type PyroscopeState } from '../read/facts.ts';
import { head, manifests, oneBinary, PHASE_FLAGS_2 } from './examples.ts';
import { tunesSingleBinary } from './legacy-components-layout.ts';

const METASTORE = 'pyroscope:\n  components:\n    metastore:\n      persistence:\n        enabled: true\n';
const KINDLESS = head('null', 'pyroscope-metastore', '2.2.1', 'metastore');

/** The rendered components that have no kind, by name. */
function kindlessIn({ values, objects = [], components, layout }: PyroscopeState): readonly string[] {
  const workloads = objects.filter(({ kind }) => kind === '');
  const names = workloads.map(({ labels }) => labels['app.kubernetes.io/component'] ?? '').filter(isV2Only);
  if (values === undefined || sure(layout) === 'single-binary') return names;
  return components.filter(({ kind }) => kind === '').map(({ name }) => name);
}

/** Audit B15. */
export const componentValuesInSingleBinary: PyroscopeRule = {
  id: 'component-values-in-single-binary',
  severity: 'error',
  isFirst: true,
  summary: 'values for a component turn the single binary into components without a kind',
  why: 'The chart no longer renders the single binary, but an object with kind: null, which Kubernetes rejects.',
  details: `Without \`architecture.microservices.enabled\` the chart knows no components of its own: \`pyroscope.components.metastore\`,
written to tune the metastore inside a single binary, is taken for the list of all components. The StatefulSet of the single
binary is gone from the render, and in its place there is one object named \`pyroscope-metastore\` with \`kind: null\` (chart
2.2.1, rendered by helm). The API server refuses it. With a kind written as well, the single binary would be deleted.

Tune \`pyroscope\` itself, or set \`architecture.microservices.enabled: true\` if you want components.`,
  audit: ['B15'],
  sources: ['chart 2.2.1, rendered by helm'],
  get good() {
    return [
      { values: `${METASTORE}architecture:\n  microservices:\n    enabled: true\n` },
      { values: '{}' },
      { chart: '1.21.0', values: 'pyroscope:\n  components:\n    ingester:\n      kind: StatefulSet\n' },
      {
        chart: '1.19.2',
        values: `${METASTORE}architecture:\n  microservices:\n    enabled: true\n`,
      },
      { manifests: oneBinary('2.2.1', { args: PHASE_FLAGS_2.dual }) },
    ];
  },
  get bad() {
    return [
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
      {
        manifests: manifests('2.2.1', { components: {}, documents: [KINDLESS] }).replace(/^---\n/, ''),
        asked: { phase: 'dual' },
        at: 'name: pyroscope-metastore',
      },
    ];
  },
  judge({ now, rendered = now }, report) {
    const names = kindlessIn(rendered);
    const [first] = names;
    // With v2 on, other lists of components are a matter of legacy-components-layout.
    const isOthers = now.values && sure(now.layout) === 'legacy' && hasV2(now) && !tunesSingleBinary(now);
    if (first === undefined || isOthers) return;
    const isSplit = now.values?.isTrue('architecture', 'microservices', 'enabled');
    const object = rendered.objects?.find(({ kind }) => kind === '');
    report({
      at: object ?? now.values?.place('pyroscope', 'components', first),
      what: `pyroscope.components adds ${names.join(', ')} without a kind`,
      ...(isSplit
        ? {
            why: 'This chart adds what pyroscope.components names although its storage layer is off, with kind: null, which Kubernetes refuses.',
            fix: 'write them under architecture.microservices.v2 instead of pyroscope.components, or use chart 1.19.2 or newer',
          }
        : {
            fix: `move the values to pyroscope itself and remove pyroscope.components.${first} from the file (null does not remove it), or set architecture.microservices.enabled: true`,
          }),
    });
  },
};
