import { isAbove, isNeverShared } from '../../../chart/resources.ts';
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

/** A request of a component and the limit that does not go with it; undefined where one is needed and there is none. */
interface Above {
  readonly component: PyroscopeComponent;
  readonly name: string;
  readonly request: Known<string>;
  readonly limit: Known<string> | undefined;
}

/** Whether Kubernetes refuses a request beside a limit: any other one, of what it never gives to two containers. */
function isRefused(name: string, request: string, limit: string): boolean {
  if (isAbove(request, limit)) return true;
  return isNeverShared(name) && request !== '' && (limit === '' || isAbove(limit, request));
}

function aboveIn(component: PyroscopeComponent): readonly Above[] {
  const { resources } = component;
  return (resources?.keys('requests') ?? []).map(String).flatMap((name) => {
    const [request, limit] = [resources?.at('requests', name), resources?.at('limits', name)];
    if (!request?.sure || (limit && !limit.sure)) return [];
    const most = limit?.value ?? '';
    return isRefused(name, request.value, most)
      ? [{ component, name, request, limit: most === '' ? undefined : limit }]
      : [];
  });
}

const isDefault = (one: Known<string> | undefined): boolean =>
  one === undefined || (one.sure && one.by === 'default');

/** The one of the two that somebody wrote: the request where both or none are. */
const faulty = ({ request, limit }: Above): Known<string> =>
  isDefault(request) ? (limit ?? request) : request;

/** What may make it right, where one of the two is the chart's own; undefined where it is known. */
function doubt(state: PyroscopeState, { request, limit }: Above): string | undefined {
  if (!isDefault(request) && !isDefault(limit)) return undefined;
  const side = isDefault(limit) ? 'limit' : 'request';
  if (!seesAll(state)) return `Another file of the release may set the ${side}.`;
  return chartVersions().includes(chartOf(state)) ? undefined : `This chart may set another ${side}.`;
}

const NEVER_SHARED =
  'Kubernetes rejects the workload: it never shares this resource, so the limit must be there and equal the request.';

/** How one side of the two is told: the key of values, or what a manifest calls it. */
const told = (known: Known<string>, side: string): string =>
  known.place?.in === 'values' ? shownPath(known.place.path) : side;

/** Where a limit belongs: beside its request. */
const limitBeside = (request: Known<string>, name: string): string =>
  request.place?.in === 'values'
    ? shownPath(request.place.path.map((key) => (key === 'requests' ? 'limits' : key)))
    : `limits.${name}`;

/** What is wrong with the two, and what to do. */
function wordsFor({ name, request, limit }: Above, components: string): { what: string; fix: string } {
  const whose = isDefault(request) ? "the chart's own request" : 'the request';
  const what = `${whose} of ${sure(request)} ${name} (${components})`;
  if (limit === undefined)
    return {
      what: `${what} has no limit`,
      fix: `set ${limitBeside(request, name)} to ${sure(request)} as well`,
    };
  const limits = isDefault(limit) ? "the chart's own limit" : 'the limit';
  if (!isAbove(sure(request), sure(limit)))
    return {
      what: `${what} is below ${limits} of ${sure(limit)}, and both must be the same`,
      fix: `set ${told(request, `requests.${name}`)} to ${sure(limit)}`,
    };
  const atLeast = isNeverShared(name) ? '' : 'at least ';
  const atMost = isNeverShared(name) ? '' : 'at most ';
  return {
    what: `${what} is above ${limits} of ${sure(limit)}`,
    fix: `set ${told(request, `requests.${name}`)} to ${atMost}${sure(limit)}, or ${told(limit, `limits.${name}`)} to ${atLeast}${sure(request)}`,
  };
}

const microservices = (components: string): string =>
  `architecture:\n  microservices:\n    enabled: true\n  storage:\n    v1: false\n    v2: true\npyroscope:\n  components:\n${components}`;

const resources = (component: string, block: string): string =>
  microservices(`    ${component}:\n      resources:\n${block}`);

const ASKS_MORE = resources('distributor', '        requests:\n          memory: 4Gi\n');
const ALLOWS_LESS = resources('query-backend', '        limits:\n          cpu: 500m\n');
const ALL = 'pyroscope:\n  resources:\n    requests:\n      memory: 2Gi\n    limits:\n      memory: 1Gi\n';

const gpu = (requests: number, limits?: number): string =>
  `pyroscope:\n  resources:\n    requests:\n      nvidia.com/gpu: ${requests}\n${limits === undefined ? '' : `    limits:\n      nvidia.com/gpu: ${limits}\n`}`;

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
  summary: 'a component requests what its limit does not allow',
  why: 'Kubernetes rejects the workload: a request must be less than or equal to its limit.',
  details: `Kubernetes compares what the chart has merged: \`pyroscope.resources\`, the chart's own block of a component and your own,
each over the one before. So a request alone can be above a limit that the chart sets, such as 1Gi of memory for the distributor, and
a limit below a request of the chart, such as 1 CPU for the query-backend. \`architecture.overwriteResources\` takes the place of all
of them (charts from 1.15.1 on).

Devices such as \`nvidia.com/gpu\` and huge pages are never shared: the limit must be there, and be the same as the request.

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
      { values: gpu(1, 1) },
      { values: gpu(1, 1).replace(/1$/m, '"1"') },
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
      { values: gpu(1), at: 'pyroscope.resources.requests.nvidia\\.com/gpu' },
      { values: gpu(1, 2), at: 'pyroscope.resources.requests.nvidia\\.com/gpu' },
      { values: gpu(2, 1), at: 'pyroscope.resources.requests.nvidia\\.com/gpu' },
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
      ({ name, request, limit }) => [name, sure(request), limit && sure(limit)].join(' '),
    )) {
      const [first] = group;
      const isUnsure = doubt(now, first);
      report({
        at: [faulty(first), first.component.object],
        severity: isUnsure === undefined ? 'error' : 'warning',
        ...wordsFor(first, namesOf(group.map((one) => one.component))),
        why: [isNeverShared(first.name) ? NEVER_SHARED : requestsAboveLimits.why, isUnsure]
          .filter(Boolean)
          .join(' '),
      });
    }
  },
};
