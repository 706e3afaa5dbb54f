import { isBefore } from '../../../chart/versions.ts';
import { type ManifestObject, type Place, sure } from '../../../pack.ts';
import { shownPath } from '../../../rules/settings.ts';
import { FIRST_CHART } from '../facts/charts.ts';
import { chartOf, type PyroscopeRule, type PyroscopeState, seesAll } from '../read/facts.ts';
import { head, oneBinary, PHASE_FLAGS_2 } from './examples.ts';

interface Incomplete {
  readonly at: Place;
  readonly what: string;
  /** The key of the chart that gives what is missing. */
  readonly key: readonly string[];
  readonly fix: string;
}

const HOSTS = ['ingress', 'hosts'] as const;
const GATEWAY = ['httpRoute', 'gateway', 'name'] as const;

const withoutRules = (route: string, at: Place): Incomplete => ({
  at,
  what: `${route} has no rules, as the chart makes one for each entry of ingress.hosts`,
  key: HOSTS,
  fix: 'list the host names in ingress.hosts ([""] stands for every host), or turn ingress.enabled off',
});

const withoutGateway = (route: string, at: Place): Incomplete => ({
  at,
  what: `${route} names no gateway`,
  key: GATEWAY,
  fix: 'set httpRoute.gateway.name, or turn httpRoute.enabled off',
});

/** Where a toggle is on that nothing fills in before Helm. */
function switchOf({ values }: PyroscopeState, route: string): Place | undefined {
  const toggle = values?.at(route, 'enabled');
  return values?.isTrue(route, 'enabled') && toggle?.sure ? toggle.place : undefined;
}

/** What is no list and no map makes helm fail before Kubernetes sees anything. */
function ofValues(state: PyroscopeState): readonly Incomplete[] {
  const { values } = state;
  if (!values) return [];
  const [ingress, route] = [switchOf(state, 'ingress'), switchOf(state, 'httpRoute')];
  const hosts = values.type(...HOSTS) ?? 'null';
  const hasNoHosts = ['null', 'list', 'map'].includes(hosts) && !values.isTrue(...HOSTS);
  const isNameless = ['null', ''].includes(
    sure(values.at(...GATEWAY)) ?? (values.has(...GATEWAY) ? '?' : ''),
  );
  const knowsRoutes = !isBefore(chartOf(state), FIRST_CHART.httpRoute);
  return [
    ...(ingress && hasNoHosts ? [withoutRules('the Ingress', ingress)] : []),
    ...(route && isNameless && knowsRoutes ? [withoutGateway('the HTTPRoute', route)] : []),
  ];
}

function ofObject(object: ManifestObject): readonly Incomplete[] {
  const route = `${object.kind}/${object.name}`;
  const group = (sure(object.at('apiVersion')) ?? '').split('/')[0];
  if (group === 'networking.k8s.io' && object.kind === 'Ingress')
    return object.isTrue('spec', 'rules') || object.isTrue('spec', 'defaultBackend')
      ? []
      : [withoutRules(route, object.place('spec', 'rules'))];
  if (group !== 'gateway.networking.k8s.io' || object.kind !== 'HTTPRoute') return [];
  return object
    .keys('spec', 'parentRefs')
    .filter((index) => !sure(object.at('spec', 'parentRefs', index, 'name')))
    .map((index) => withoutGateway(route, object.place('spec', 'parentRefs', index, 'name')));
}

const rendered = (kind: string, group: string, spec: string): string =>
  oneBinary(
    '2.2.1',
    { args: PHASE_FLAGS_2.dual },
    {
      documents: [`${head(kind, 'pyroscope-route', '2.2.1').replace('v1', `${group}/v1`)}spec:\n  ${spec}\n`],
    },
  );

const ingress = (spec: string): string => rendered('Ingress', 'networking.k8s.io', spec);
const route = (spec: string): string => rendered('HTTPRoute', 'gateway.networking.k8s.io', spec);

const INGRESS = 'ingress:\n  enabled: true\n';
const ROUTE = 'httpRoute:\n  enabled: true\n';

export const routeIncomplete: PyroscopeRule = {
  id: 'route-incomplete',
  severity: 'error',
  yieldsTo: 'ignore',
  summary: 'the Ingress has no hosts, or the HTTPRoute no gateway',
  why: 'The API server refuses the object, and the upgrade fails.',
  details: `The chart's own values have no \`ingress.hosts\`, and an Ingress with neither a rule nor a default backend is
refused. An entry \`""\` makes a rule for every host. The \`httpRoute.gateway.name\` of the chart's own values is empty, and an
HTTPRoute must name its gateway.

Where another values file may still set the key, this is a warning.`,
  sources: [
    'charts 1.14.0 to 2.2.1, rendered by helm',
    'Kubernetes 1.35: what its API server refused in a dry run',
  ],
  get good() {
    return [
      { values: `${INGRESS}  hosts:\n    - profiles.example\n` },
      { values: `${INGRESS}  hosts:\n    - ""\n` },
      { values: `${INGRESS}  hosts: \${HOSTS}\n` },
      { values: INGRESS.replace('true', 'false') },
      { values: INGRESS.replace('true', `\${INGRESS}`) },
      { values: `${ROUTE}  gateway:\n    name: public\n` },
      { values: `${ROUTE}  gateway:\n    name: \${GATEWAY}\n` },
      { chart: '1.20.3', values: ROUTE },
      {
        manifests: ingress('defaultBackend:\n    service:\n      name: pyroscope'),
        asked: { phase: 'dual' },
      },
      { manifests: route('parentRefs:\n    - name: public'), asked: { phase: 'dual' } },
    ];
  },
  get bad() {
    return [
      { values: INGRESS, at: 'ingress.enabled' },
      { values: `${INGRESS}  hosts: []\n`, at: 'ingress.enabled' },
      { values: ROUTE, at: 'httpRoute.enabled' },
      { manifests: ingress('rules:'), asked: { phase: 'dual' }, at: 'rules:' },
      { manifests: route('parentRefs:\n    - name:'), asked: { phase: 'dual' }, at: 'name:' },
    ];
  },
  judge({ now }, report) {
    const isUnsure = !seesAll(now);
    for (const { key, ...found } of [...ofValues(now), ...(now.objects ?? []).flatMap(ofObject)])
      report({
        ...found,
        ...(isUnsure && {
          severity: 'warning',
          why: `${routeIncomplete.why} Another file of the release may set ${shownPath(key)}.`,
        }),
      });
  },
};
