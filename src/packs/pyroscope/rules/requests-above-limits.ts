import { isAbove } from '../../../chart/resources.ts';
import { type Known, sure } from '../../../pack.ts';
import { shownPath } from '../../../rules/settings.ts';
import { chartVersions } from '../facts/charts.ts';
import {
  chartOf,
  namesOf,
  type PyroscopeComponent,
  type PyroscopeRule,
  type PyroscopeState,
  seesAll,
  together,
} from '../read/facts.ts';
import { each, manifests, oneBinary, PHASE_FLAGS_2 } from './examples.ts';

/** A request of a component and the limit that it is above. */
interface Above {
  readonly component: PyroscopeComponent;
  readonly name: string;
  readonly request: Known<string>;
  readonly limit: Known<string>;
}

function aboveIn(component: PyroscopeComponent): readonly Above[] {
  const { resources } = component;
  return (resources?.keys('requests') ?? []).map(String).flatMap((name) => {
    const [request, limit] = [resources?.at('requests', name), resources?.at('limits', name)];
    return request?.sure && limit?.sure && isAbove(request.value, limit.value)
      ? [{ component, name, request, limit }]
      : [];
  });
}

const isDefault = (one: Known<string>): boolean => one.sure && one.by === 'default';

/** The one of the two that somebody wrote: the request where both or none are. */
const faulty = ({ request, limit }: Above): Known<string> => (isDefault(request) ? limit : request);

/** Another file may set what is the chart's own here, and another chart may have other defaults. */
function severityOf(state: PyroscopeState, { request, limit }: Above): 'error' | 'warning' {
  const onDefault = isDefault(request) || isDefault(limit);
  const isKnown = seesAll(state) && chartVersions().includes(chartOf(state));
  return onDefault && !isKnown ? 'warning' : 'error';
}

/** How one side of the two is told: the key of values, or what a manifest calls it. */
const told = (known: Known<string>, side: string): string =>
  known.place?.in === 'values' ? shownPath(known.place.path) : side;

const microservices = (components: string): string =>
  `architecture:\n  microservices:\n    enabled: true\n  storage:\n    v1: false\n    v2: true\npyroscope:\n  components:\n${components}`;

const resources = (component: string, block: string): string =>
  microservices(`    ${component}:\n      resources:\n${block}`);

const ASKS_MORE = resources('distributor', '        requests:\n          memory: 4Gi\n');
const ALLOWS_LESS = resources('query-backend', '        limits:\n          cpu: 500m\n');
const ALL = 'pyroscope:\n  resources:\n    requests:\n      memory: 2Gi\n    limits:\n      memory: 1Gi\n';

const rendered = (request: string): string =>
  oneBinary('2.2.1', {
    args: PHASE_FLAGS_2.v2,
    container: `resources:\n  requests:\n    memory: ${request}\n  limits:\n    memory: 1Gi`,
  });

export const requestsAboveLimits: PyroscopeRule = {
  id: 'requests-above-limits',
  severity: 'error',
  isIndependent: true,
  yieldsTo: 'ignore',
  summary: 'a component requests more than its limit allows',
  why: 'Kubernetes rejects the workload: a request must be less than or equal to its limit.',
  details: `Kubernetes compares what the chart has merged: \`pyroscope.resources\`, the chart's own block of a component and your own,
each over the one before. So a request alone can be above a limit that the chart sets, such as 1Gi of memory for the distributor, and
a limit below a request of the chart, such as 1 CPU for the query-backend. \`architecture.overwriteResources\` takes the place of all
of them (charts from 1.15.1 on).

Where one of the two is the chart's own and another values file may still set it, this is a warning.`,
  sources: ['charts 1.14.0 to 2.2.1, rendered by helm', 'Kubernetes 1.35, asked in a dry run'],
  get good() {
    return [
      { values: resources('distributor', '        requests:\n          memory: 1024Mi\n') },
      {
        values: resources(
          'distributor',
          '        requests:\n          memory: 4Gi\n        limits:\n          memory: 4Gi\n',
        ),
      },
      { values: `architecture:\n  overwriteResources:\n    requests:\n      cpu: 1\n${ALL}` },
      { values: ALL.replace('1Gi', '<LIMIT>') },
      { values: ALL.replace('1Gi', 'null') },
      { values: resources('no-such-component', '        requests:\n          memory: 4Gi\n') },
      { manifests: rendered('1Gi'), asked: { phase: 'v2' } },
    ];
  },
  get bad() {
    return [
      { values: ALL, at: 'pyroscope.resources.requests.memory' },
      { chart: '1.14.0', values: ALL, at: 'pyroscope.resources.requests.memory' },
      { values: ASKS_MORE, at: 'pyroscope.components.distributor.resources.requests.memory' },
      { values: ALLOWS_LESS, at: 'pyroscope.components.query-backend.resources.limits.cpu' },
      {
        values: `${ALL}architecture:\n  overwriteResources:\n    requests:\n      cpu: 2\n    limits:\n      cpu: 1500m\n`,
        at: 'architecture.overwriteResources.requests.cpu',
      },
      { manifests: rendered('2Gi'), asked: { phase: 'v2' }, at: 'memory: 2Gi' },
      {
        manifests: manifests('2.2.1', {
          components: each(
            ['distributor', 'metastore', 'segment-writer', 'query-backend', 'query-frontend'],
            {
              args: PHASE_FLAGS_2.v2,
              container: 'resources:\n  requests:\n    cpu: 1\n  limits:\n    cpu: 500m',
            },
          ),
        }),
        asked: { phase: 'v2' },
        at: 'cpu: 1',
      },
    ];
  },
  judge({ now }, report) {
    const found = now.components.flatMap(aboveIn);
    for (const group of together(
      found,
      (one) => faulty(one).place,
      ({ name, request, limit }) => [name, sure(request), sure(limit)].join(' '),
    )) {
      const [first] = group;
      const { component, name, request, limit } = first;
      const components = namesOf(group.map((one) => one.component));
      const whose = isDefault(limit) ? "the chart's own limit" : 'the limit';
      const whoseRequest = isDefault(request) ? "the chart's own request" : 'the request';
      report({
        at: [faulty(first), component.object],
        severity: severityOf(now, first),
        what: `${whoseRequest} of ${sure(request)} ${name} (${components}) is above ${whose} of ${sure(limit)}`,
        fix: `set ${told(request, `requests.${name}`)} to at most ${sure(limit)}, or ${told(limit, `limits.${name}`)} to at least ${sure(request)}`,
      });
    }
  },
};
