import { type Known, sure } from '../../../pack.ts';
import { isV2Only } from '../facts/components.ts';
import { hasV2, type PyroscopeRule, type PyroscopeState } from '../read/facts.ts';
import { each, head, MICROSERVICES, manifests, PHASE_FLAGS_2 } from './examples.ts';

const type = (name: string): string => `pyroscope:\n  service:\n    type: ${name}\n`;

const rendered = (kind: string): string =>
  manifests('2.2.1', {
    components: each(['distributor', 'query-frontend', 'metastore', 'segment-writer', 'query-backend'], {
      args: PHASE_FLAGS_2.v2,
    }),
    documents: ['distributor', ...(kind === '' ? [] : ['metastore'])].map(
      (name) =>
        `${head('Service', `pyroscope-${name}`, '2.2.1', name)}spec:\n  type: ${kind || 'LoadBalancer'}\n`,
    ),
  });

const isExternal = (one: Known<string> | undefined): one is Known<string> =>
  sure(one) === 'LoadBalancer' || sure(one) === 'NodePort';

/** The types of the Services of one component that somebody chose. */
function typesOf({ objects = [], components }: PyroscopeState, name: string): readonly Known<string>[] {
  const said = components.find((one) => one.name === name)?.values?.at('service', 'type');
  const services = objects.filter(
    ({ kind, labels }) => kind === 'Service' && labels['app.kubernetes.io/component'] === name,
  );
  return [said, ...services.map((one) => one.at('spec', 'type'))].filter(isExternal);
}

export const v2ServicesExternal: PyroscopeRule = {
  id: 'v2-services-external',
  severity: 'warning',
  summary: 'v2-only components get Services that are reachable from outside',
  why: 'pyroscope.service.type reaches every component: their ports are reachable from outside, and nothing protects them.',
  details: `\`pyroscope.service.type\` reaches every component. In dual there are 14 Services of that type where v1 has 9, among
them the metastore's with its gRPC port 9095 and its raft port 9099, which nothing protects (charts 1.15.1 to 2.2.1, rendered by
helm). With LoadBalancer each has an address of its own (a warning). NodePort opens them on the nodes (info).

Set the type for the components that are meant to be reached: \`pyroscope.components.<name>.service.type\`.`,
  audit: ['C6'],
  sources: ['charts 1.15.1 to 2.2.1, rendered by helm'],
  get good() {
    return [
      { values: MICROSERVICES },
      { values: type('LoadBalancer') },
      { chart: '2.0.1', values: MICROSERVICES + type('LoadBalancer') },
      {
        values: `${MICROSERVICES}pyroscope:\n  components:\n    distributor:\n      service:\n        type: LoadBalancer\n`,
      },
      { manifests: rendered(''), asked: { phase: 'v2' } },
      { manifests: rendered('ClusterIP'), asked: { phase: 'v2' } },
    ];
  },
  get bad() {
    return [
      { values: MICROSERVICES + type('LoadBalancer'), at: 'pyroscope.service.type' },
      {
        chart: '1.15.1',
        values: `${MICROSERVICES}  storage:\n    v2: true\n${type('NodePort')}`,
        at: 'pyroscope.service.type',
      },
      { manifests: rendered('LoadBalancer'), asked: { phase: 'v2' }, at: 'type: LoadBalancer' },
    ];
  },
  judge({ now }, report) {
    if (!hasV2(now) || sure(now.layout) === 'single-binary') return;
    const names = new Set(now.components.map(({ name }) => name).filter(isV2Only));
    const open = [...names].flatMap((name) => typesOf(now, name).map((at) => ({ name, at })));
    const [first] = open;
    if (!first) return;
    const opened = [...new Set(open.map(({ name }) => name))];
    const ports = opened.includes('metastore') ? 'gRPC, and raft of the metastore' : 'gRPC';
    report({
      at: first.at,
      severity: sure(first.at) === 'LoadBalancer' ? 'warning' : 'info',
      what: `Services of type ${sure(first.at)} open components that only others of the release call (${ports}): ${opened.join(', ')}`,
      fix: 'set ClusterIP there, and the type for single components: pyroscope.components.<name>.service.type for distributor and query-frontend',
    });
  },
};
