import type { ValueNode } from '../../../values/tree.ts';
import { isV2Only } from '../components.ts';
import type { PyroscopeRule } from './rule.ts';
import { rendersV2 } from './shared/metastore.ts';
import { shownPath, writtenFor } from './shared/written-path.ts';

const MICROSERVICES = 'architecture:\n  microservices:\n    enabled: true\n';
const type = (name: string): string => `pyroscope:\n  service:\n    type: ${name}\n`;

const isExternal = (node: ValueNode | undefined): boolean =>
  node?.kind === 'scalar' && (node.value === 'LoadBalancer' || node.value === 'NodePort');

export const v2ServicesExternal: PyroscopeRule = {
  id: 'v2-services-external',
  severity: 'warning',
  summary: 'v2-only components get Services that are reachable from outside',
  why: `\`pyroscope.service.type\` reaches every component. In dual there are 14 Services of that type where v1 has 9, among
them the metastore's with its gRPC port 9095 and its raft port 9099, which nothing protects (charts 1.15.1 to 2.2.1, rendered by
helm). With LoadBalancer each has an address of its own (a warning); NodePort opens them on the nodes (info).

Set the type for the components that are meant to be reached: \`pyroscope.components.<name>.service.type\`.`,
  audit: ['C6'],
  since: '0.2.0',
  sources: ['charts 1.15.1 to 2.2.1, rendered by helm'],
  valid: [
    { values: MICROSERVICES },
    { values: type('LoadBalancer') },
    { chart: '2.0.1', values: MICROSERVICES + type('LoadBalancer') },
    {
      values: `${MICROSERVICES}pyroscope:\n  components:\n    distributor:\n      service:\n        type: LoadBalancer\n`,
    },
  ],
  invalid: [
    { values: MICROSERVICES + type('LoadBalancer'), at: 'pyroscope.service.type' },
    {
      chart: '1.15.1',
      values: `${MICROSERVICES}  storage:\n    v2: true\n${type('NodePort')}`,
      at: 'pyroscope.service.type',
    },
  ],
  message: ({ key, type, components, ports }) => ({
    what: `${key}: ${type} opens components that only others of the release call: ${components}`,
    why: `their ports (${ports}) are reachable from outside, and nothing protects them`,
    remedy:
      'set ClusterIP there, and the type for single components: pyroscope.components.<name>.service.type for distributor and query-frontend',
  }),
  check(values) {
    if (!rendersV2(values) || values.mode === 'single-binary') return [];
    const open = values.components.filter(
      ({ name, value }) => isV2Only(name) && isExternal(value('service', 'type')),
    );
    const [first] = open;
    const written = first && writtenFor(values, first, 'service', 'type');
    if (written?.node.kind !== 'scalar') return [];
    const type = String(written.node.value);
    const names = open.map(({ name }) => name);
    const ports = names.includes('metastore') ? 'gRPC, and raft of the metastore' : 'gRPC';
    const args = { key: shownPath(written.path), type, components: names.join(', '), ports };
    return [{ at: written.node, severity: type === 'LoadBalancer' ? 'warning' : 'info', args }];
  },
};
