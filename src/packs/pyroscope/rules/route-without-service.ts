import { isBefore } from '../../../chart/versions.ts';
import type { Report } from '../../../lint/finding.ts';
import { isTrueInTemplate } from '../../../values/template-truth.ts';
import { FIRST_CHART } from '../facts/charts.ts';
import type { PyroscopeValues } from '../values/pyroscope-values.ts';
import type { PyroscopeRule } from './rule.ts';
import { namedComponents } from './shared/component-kinds.ts';

const BACKENDS = ['query-frontend', 'distributor', 'tenant-settings', 'ad-hoc-profiles'];

/** Without these neither pushes nor queries arrive. */
const MAIN = new Set(['query-frontend', 'distributor']);

function routesOf({ value, chart }: PyroscopeValues): readonly string[] {
  const hosts = value('ingress', 'hosts');
  const hasHosts = hosts?.kind === 'list' && hosts.items.length > 0;
  const ingress = isTrueInTemplate(value('ingress', 'enabled')) && hasHosts;
  const knowsRoute = !isBefore(chart, FIRST_CHART.httpRoute);
  const route = knowsRoute && isTrueInTemplate(value('httpRoute', 'enabled'));
  return [...(ingress ? ['ingress'] : []), ...(route ? ['httpRoute'] : [])];
}

/** The Services, named by component, that a route points at and the chart does not render; empty for the single one. */
function missingServices(values: PyroscopeValues): readonly string[] {
  if (values.mode === 'single-binary') return [];
  if (namedComponents(values).size < 2) return [''];
  const rendered = new Set(values.components.map(({ name }) => name));
  return BACKENDS.filter((name) => !rendered.has(name));
}

const MICROSERVICES = 'architecture:\n  microservices:\n    enabled: true\n';
const INGRESS = 'ingress:\n  enabled: true\n  hosts:\n    - profiles.example\n';

export const routeWithoutService: PyroscopeRule = {
  id: 'route-without-service',
  severity: 'error',
  summary: 'the Ingress or HTTPRoute points at Services that the chart does not render',
  why: `The chart chooses the backends of its Ingress and HTTPRoute by the number of entries in \`pyroscope.components\`, not by
\`architecture.microservices.enabled\`. With fewer than two entries they point at the Service of a single binary, which
microservices do not have: pushes and the UI end there. It happens when \`values-micro-services.yaml\` is dropped after the move
to microservices.enabled (charts 1.15.1 to 2.2.1, rendered by helm).

With two entries or more they point at query-frontend, distributor, tenant-settings and ad-hoc-profiles, rendered or not.
Two empty entries (\`distributor: {}\`, \`query-frontend: {}\`) are enough, and change nothing else.`,
  audit: ['C5'],
  since: '0.2.0',
  sources: ['charts 1.15.1 to 2.2.1, rendered by helm'],
  valid: [
    { values: MICROSERVICES },
    { values: INGRESS },
    {
      values: `${MICROSERVICES}${INGRESS}pyroscope:\n  components:\n    distributor: {}\n    query-frontend: {}\n`,
    },
    { chart: '1.20.3', values: `${MICROSERVICES}httpRoute:\n  enabled: true\n` },
    { values: `${MICROSERVICES}ingress:\n  enabled: true\n` },
  ],
  invalid: [
    { values: MICROSERVICES + INGRESS, at: 'ingress.enabled' },
    { values: `${MICROSERVICES}httpRoute:\n  enabled: true\n`, at: 'httpRoute.enabled' },
    { chart: '1.21.0', values: `${MICROSERVICES}httpRoute:\n  enabled: true\n`, at: 'httpRoute.enabled' },
    {
      chart: '1.14.0',
      values: `${INGRESS}pyroscope:\n  components:\n    distributor:\n      kind: Deployment\n    query-frontend:\n      kind: Deployment\n`,
      at: 'ingress.enabled',
    },
  ],
  message: ({ route, services }) => ({
    what:
      services === ''
        ? `${route} points at the Service of a single binary, which this release does not have`
        : `${route} points at Services that this release does not have: ${services}`,
    why:
      services === ''
        ? 'the chart chooses backends by the entries of pyroscope.components, and there are fewer than two: pushes and the UI fail'
        : 'requests that go there fail',
    remedy:
      services === ''
        ? 'write pyroscope.components with distributor: {} and query-frontend: {}'
        : `add them to pyroscope.components, or set ${route}.enabled: false and write the route yourself`,
  }),
  check(values) {
    const missing = missingServices(values);
    if (missing.length === 0) return [];
    const severity = missing.some((name) => name === '' || MAIN.has(name)) ? 'error' : 'warning';
    const services = missing.join(', ');
    return routesOf(values).map((route): Report => {
      const path = [route, 'enabled'];
      return { at: values.given(...path) ?? path, severity, args: { route, services } };
    });
  },
};
