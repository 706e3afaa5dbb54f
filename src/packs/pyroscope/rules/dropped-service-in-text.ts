import { type ManifestObject, ruleFor, sure } from '../../../pack.ts';
import { mentionsOf } from '../../../release/mentions.ts';
import { referencesOf } from '../../../release/references.ts';
import { EXAMPLE_CHART } from '../facts/charts.ts';
import type { PyroscopeFacts } from '../read/facts.ts';
import { serviceInstead } from '../read/manifests.ts';
import { each, head, manifests, PHASE_FLAGS_2 } from './examples.ts';

const NAMES = [
  'ingester',
  'querier',
  'distributor',
  'query-frontend',
  'metastore',
  'segment-writer',
  'query-backend',
];

const dual = (...documents: readonly string[]): string =>
  manifests(EXAMPLE_CHART, {
    components: each(NAMES, { args: PHASE_FLAGS_2.dual }),
    documents: [
      ...['querier', 'query-frontend', 'ingester'].map((name) =>
        head('Service', `pyroscope-${name}`, '2.2.1', name),
      ),
      ...documents,
    ],
  });

const other = (kind: string, rest: string, namespace = 'default'): string =>
  `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: grafana\n  namespace: ${namespace}\n${rest}`;
const dataSource = (url: string, namespace?: string): string =>
  other('ConfigMap', `data:\n  sources.yaml: |\n    datasources:\n    - url: ${url}\n`, namespace);
const asked = { phase: 'v2' };

/** What a reference of an object names is refused by a rule of its own. */
const isReference = (object: ManifestObject, name: string): boolean =>
  referencesOf(object).some((one) => one.kind === 'Service' && one.name === name);

/** A client that gets the address of a Service as text does not find it after the step. */
export const droppedServiceInText = ruleFor<PyroscopeFacts>()({
  id: 'dropped-service-in-text',
  severity: 'warning',
  needs: ['objects', 'stream'],
  summary: 'the text of an object names a Service that the phase drops',
  why: 'The address cannot be resolved after the step, and requests to it fail.',
  details: `Data sources, agents and proxies know a Service by the address in a ConfigMap, a Secret, an argument or a variable.
phasegate looks for the Services that the phase drops in every other object of the stream: as \`<service>.<namespace>\` with
or without \`.svc\`, and, in the namespace of the release, with a port, in a URL, or as the whole value of a key, flag or
variable that is named like an address (\`host\`, \`url\`, \`endpoint\`, …). Labels, names of objects, images and prose are not
looked at. The text of a Secret is read and never shown.

An object outside the stream, such as a data source of another release, is not seen.`,
  sources: ['Kubernetes: DNS for Services and Pods'],
  get good() {
    return [
      { manifests: dual(dataSource('http://pyroscope-querier:4040')), asked: { phase: 'dual' } },
      { manifests: dual(dataSource('http://pyroscope-query-frontend:4040')), asked },
      { manifests: dual(dataSource('http://pyroscope-querier:4040', 'monitoring')), asked },
      { manifests: dual(dataSource('http://pyroscope-querier.other.svc:4040')), asked },
      { manifests: dual(dataSource('http://pyroscope-querier-frontend:4040')), asked },
      { manifests: dual(other('ConfigMap', 'data:\n  notes: runs beside pyroscope-querier\n')), asked },
    ];
  },
  get bad() {
    return [
      {
        manifests: dual(dataSource('http://pyroscope-querier:4040')),
        asked,
        at: 'url: http://pyroscope-querier',
      },
      {
        manifests: dual(dataSource('http://pyroscope-querier.default.svc.cluster.local.:4040', 'monitoring')),
        asked,
        at: 'url: http://pyroscope-querier',
      },
      {
        manifests: dual(other('Secret', 'stringData:\n  host: pyroscope-ingester\n')),
        asked,
        at: 'name: grafana',
      },
    ];
  },
  judge({ now, stream }, report) {
    const services = stream.dropped.filter(({ kind }) => kind === 'Service');
    if (services.length === 0) return;
    const namespace = sure(now.namespace) ?? '';
    const others = stream.pointingAt(services);
    const staying = [...now.objects, ...others].filter(({ kind }) => kind === 'Service');
    const isBack = (one: ManifestObject): boolean =>
      staying.some(({ name, namespace: its }) => name === one.name && (its || namespace) === namespace);
    const gone = services.filter((one) => !isBack(one));
    const names = gone.map(({ name }) => ({ name, namespace }));
    // What the components themselves are told is the phase's own business.
    const workloads = new Set(now.components.map(({ object }) => object?.name));
    const own = now.objects.filter(({ name }) => !workloads.has(name));
    for (const object of [...own, ...others])
      for (const { service, at, path } of mentionsOf(object, names, namespace)) {
        const from = gone.find(({ name }) => name === service.name);
        if (!from || isReference(object, service.name)) continue;
        const instead = serviceInstead(from, now.objects);
        report({
          at,
          what: `${path} of ${object.kind}/${object.name} names Service ${service.name}, which ${sure(now.phase)} drops`,
          fix: `${instead === undefined ? 'take the address out' : `write ${instead} instead`}, before or together with the step`,
        });
      }
  },
});
