import { isBefore } from '../../../chart/versions.ts';
import { type ManifestObject, type Place, sure } from '../../../pack.ts';
import { type Reference, referencesOf } from '../../../release/references.ts';
import { FIRST_CHART } from '../facts/charts.ts';
import { chartOf, type PyroscopeRule, type PyroscopeState } from '../read/facts.ts';
import { head, MICROSERVICES, oneBinary, PHASE_FLAGS_2 } from './examples.ts';

const BACKENDS = ['query-frontend', 'distributor', 'tenant-settings', 'ad-hoc-profiles'];

/** Without these neither pushes nor queries arrive. */
const MAIN = new Set(['query-frontend', 'distributor']);

const INGRESS = 'ingress:\n  enabled: true\n  hosts:\n    - profiles.example\n';

const rendered = (service: string): string =>
  oneBinary(
    '2.2.1',
    { args: PHASE_FLAGS_2.dual },
    {
      documents: [
        head('Service', 'pyroscope', '2.2.1', 'all'),
        `${head('Ingress', 'pyroscope', '2.2.1')}spec:\n  defaultBackend:\n    service:\n      name: ${service}\n`,
      ],
    },
  );

interface LostRoute {
  readonly at: Place | undefined;
  readonly route: string;
  /** In words. */
  readonly to: string;
  /** The components whose Services are missing; empty where it is the one of a single binary. */
  readonly components: readonly string[];
}

function routesOf(state: PyroscopeState): readonly string[] {
  const { values } = state;
  const ingress = values?.isTrue('ingress', 'enabled') && values.isTrue('ingress', 'hosts');
  const route = !isBefore(chartOf(state), FIRST_CHART.httpRoute) && values?.isTrue('httpRoute', 'enabled');
  return [...(ingress ? ['ingress'] : []), ...(route ? ['httpRoute'] : [])];
}

/** The chart takes the Service of a single binary for fewer than two entries, and else those of four components. */
function ofValues(state: PyroscopeState): readonly LostRoute[] {
  const { values, components } = state;
  if (!values || sure(state.layout) === 'single-binary') return [];
  const rendered = new Set(components.map(({ name }) => name));
  const isSingle = values.keys('pyroscope', 'components').length < 2;
  const missing = isSingle ? [] : BACKENDS.filter((name) => !rendered.has(name));
  if (!isSingle && missing.length === 0) return [];
  const to = isSingle ? 'the Service of a single binary' : `the Services of ${missing.join(', ')}`;
  return routesOf(state).map((route) => ({
    at: values.at(route, 'enabled')?.place,
    route,
    to,
    components: missing,
  }));
}

const componentOf = (service: string): readonly string[] =>
  BACKENDS.filter((name) => service.endsWith(`-${name}`));

function ofManifests(objects: readonly ManifestObject[]): readonly LostRoute[] {
  const services = new Set(objects.filter(({ kind }) => kind === 'Service').map(({ name }) => name));
  const routes = objects.filter(({ kind }) => kind === 'Ingress' || kind === 'HTTPRoute');
  return routes.flatMap((object) => {
    const isOwn = ({ namespace }: Reference): boolean => namespace === '' || namespace === object.namespace;
    const missing = referencesOf(object).find(
      (one) => one.kind === 'Service' && isOwn(one) && !services.has(one.name),
    );
    if (!missing) return [];
    const { name, at } = missing;
    const route = `${object.kind}/${object.name}`;
    return [{ at: at.place, route, to: `Service ${name}`, components: componentOf(name) }];
  });
}

export const routeWithoutService: PyroscopeRule = {
  id: 'route-without-service',
  severity: 'error',
  inRender: 'pass',
  notRefused: 'the manifests do not show Services of other releases',
  summary: 'the Ingress or HTTPRoute points at Services that the chart does not render',
  why: 'The chart chooses the backends by the entries of pyroscope.components, not by architecture.microservices.enabled, and requests that go there fail.',
  details: `The chart chooses the backends of its Ingress and HTTPRoute by the number of entries in \`pyroscope.components\`, not by
\`architecture.microservices.enabled\`. With fewer than two entries they point at the Service of a single binary, which
microservices do not have: pushes and the UI fail. It happens when \`values-micro-services.yaml\` is dropped after the move to
microservices.enabled (charts 1.15.1 to 2.2.1, rendered by helm).

With two entries or more they point at query-frontend, distributor, tenant-settings and ad-hoc-profiles, rendered or not.
Two empty entries (\`distributor: {}\`, \`query-frontend: {}\`) are enough, and change nothing else.`,
  audit: ['C5'],
  sources: ['charts 1.15.1 to 2.2.1, rendered by helm'],
  get good() {
    return [
      { values: MICROSERVICES },
      { values: INGRESS },
      {
        values: `${MICROSERVICES}${INGRESS}pyroscope:\n  components:\n    distributor: {}\n    query-frontend: {}\n`,
      },
      { chart: '1.20.3', values: `${MICROSERVICES}httpRoute:\n  enabled: true\n` },
      { values: `${MICROSERVICES}ingress:\n  enabled: true\n` },
      { manifests: rendered('pyroscope'), asked: { phase: 'dual' } },
    ];
  },
  get bad() {
    return [
      { values: MICROSERVICES + INGRESS, at: 'ingress.enabled' },
      { values: `${MICROSERVICES}httpRoute:\n  enabled: true\n`, at: 'httpRoute.enabled' },
      { chart: '1.21.0', values: `${MICROSERVICES}httpRoute:\n  enabled: true\n`, at: 'httpRoute.enabled' },
      {
        chart: '1.14.0',
        values: `${INGRESS}pyroscope:\n  components:\n    distributor:\n      kind: Deployment\n    query-frontend:\n      kind: Deployment\n`,
        at: 'ingress.enabled',
      },
      {
        manifests: rendered('pyroscope-distributor'),
        asked: { phase: 'dual' },
        at: 'name: pyroscope-distributor',
      },
    ];
  },
  judge({ now }, report) {
    for (const { at, route, to, components } of [...ofValues(now), ...ofManifests(now.objects ?? [])])
      report({
        at,
        severity: components.length === 0 || components.some((name) => MAIN.has(name)) ? 'error' : 'warning',
        what: `${route} points at ${to}, which this release does not have`,
        fix:
          components.length === 0
            ? 'write pyroscope.components with distributor: {} and query-frontend: {}'
            : `add ${components.join(', ')} to pyroscope.components, or turn the chart's route off and write one of your own`,
      });
  },
};
