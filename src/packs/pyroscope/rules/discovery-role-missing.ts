import { isBefore } from '../../../chart/versions.ts';
import { type Known, likely, type ManifestObject } from '../../../pack.ts';
import { FIRST_CHART } from '../facts/charts.ts';
import { chartOf, hasV2, type PyroscopeCase, type PyroscopeRule } from '../read/facts.ts';
import { head, oneBinary, PHASE_FLAGS_2 } from './examples.ts';

const PATH = ['pyroscope', 'rbac', 'create'];
const OFF = 'pyroscope:\n  rbac:\n    create: false\n';
const BINDING = /^(?:Cluster)?RoleBinding$/;

const rendered = (...documents: readonly string[]): string =>
  oneBinary('2.2.1', { args: PHASE_FLAGS_2.dual }, { documents });
const DISCOVERY =
  'apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata:\n  name: discovery\n  namespace: default\n';

/** Whether values, which are templates where they are text, hold a binding of their own. */
const grantsInValues = (text: string): boolean => /kind: *["']?(?:Cluster)?RoleBinding/.test(text);

/** Where the Role is left out and nothing that is seen grants its rights; undefined where all is well. */
function missingRole({ now, stream }: PyroscopeCase): Known<string> | undefined {
  const { values, objects = [], components } = now;
  const address = components
    .map(({ flags }) => flags['metastore.address'])
    .find((one) => likely(one)?.startsWith('kubernetes:///'));
  if (!address) return undefined;
  if (!values) {
    const grants = ({ kind }: ManifestObject): boolean => kind === 'Role' || BINDING.test(kind);
    const isGranted = objects.some(grants) || stream?.others().some(({ kind }) => BINDING.test(kind));
    return isGranted ? undefined : address;
  }
  const isOff = values.isWritten(...PATH) && !values.isTrue(...PATH);
  const extra = values.keys('extraObjects').some((index) => {
    const kind = likely(values.at('extraObjects', index, 'kind'));
    const text = likely(values.at('extraObjects', index));
    return BINDING.test(kind ?? '') || grantsInValues(text ?? '');
  });
  const isKnownSwitch = !isBefore(chartOf(now), FIRST_CHART.rbacSwitch);
  return isOff && isKnownSwitch && !extra ? values.at(...PATH) : undefined;
}

export const discoveryRoleMissing: PyroscopeRule = {
  id: 'discovery-role-missing',
  severity: 'warning',
  summary: 'without its Role the release cannot find the metastore',
  why: 'Clients of v2 watch endpoints to find the metastore; without that permission they cannot reach it.',
  details: `Clients of v2 find the metastore by watching endpoints (\`-metastore.address=kubernetes:///…\`). From chart 1.21.0 on
\`pyroscope.rbac.create: false\` leaves out the Role that allows it. Unless the ServiceAccount gets this permission elsewhere,
no v2 component can reach the metastore.

Grant get, list and watch on endpoints, endpointslices, services and pods to the ServiceAccount. The rule reports nothing where
\`extraObjects\` or another object of the stream is a binding, and where \`extraArgs."metastore.address"\` gives an address
that needs no discovery.`,
  audit: ['C10'],
  sources: ['charts 1.21.0 to 2.2.1 templates'],
  get good() {
    return [
      { values: '{}' },
      { chart: '2.0.1', values: OFF },
      { chart: '1.20.3', values: `${OFF}architecture:\n  storage:\n    v2: true\n` },
      {
        values: `${OFF}extraObjects:\n  - apiVersion: rbac.authorization.k8s.io/v1\n    kind: RoleBinding\n    metadata:\n      name: discovery\n`,
      },
      {
        values: `${OFF}extraObjects:\n  - |\n    kind: ClusterRoleBinding\n    metadata:\n      name: discovery\n`,
      },
      { values: `${OFF}  extraArgs:\n    metastore.address: dns:///metastore:9095\n` },
      { manifests: rendered(head('Role', 'pyroscope', '2.2.1')), asked: { phase: 'dual' } },
      { manifests: rendered(DISCOVERY), asked: { phase: 'dual' } },
      { manifests: rendered(), asked: { phase: 'v1' } },
    ];
  },
  get bad() {
    return [
      { values: OFF, at: 'pyroscope.rbac.create' },
      {
        chart: '1.21.0',
        values: `${OFF}architecture:\n  storage:\n    v2: true\n`,
        at: 'pyroscope.rbac.create',
      },
      { manifests: rendered(), asked: { phase: 'dual' }, at: '-metastore.address=' },
    ];
  },
  judge(of, report) {
    if (!hasV2(of.now)) return;
    const at = missingRole(of);
    if (!at) return;
    report({
      at: at.place,
      what: `${likely(of.now.phase)} needs a Role to find the metastore, and ${of.now.values ? 'pyroscope.rbac.create is off' : 'there is none'}`,
      fix: 'set pyroscope.rbac.create: true, or grant get, list and watch on endpoints, endpointslices, services and pods to the ServiceAccount',
    });
  },
};
