import { isBefore } from '../../../chart/versions.ts';
import { isTrueInTemplate } from '../../../values/template-truth.ts';
import { FIRST_CHART } from '../facts/charts.ts';
import type { PyroscopeRule } from './rule.ts';
import { extraObjectsText } from './shared/extra-objects.ts';
import { rendersV2 } from './shared/metastore.ts';

/** Older charts render the Role whenever v2 is on. */
const PATH = ['pyroscope', 'rbac', 'create'];
const OFF = 'pyroscope:\n  rbac:\n    create: false\n';

export const discoveryRoleMissing: PyroscopeRule = {
  id: 'discovery-role-missing',
  severity: 'warning',
  summary: 'without its Role the release cannot find the metastore',
  why: `Clients of v2 find the metastore by watching endpoints (\`-metastore.address=kubernetes:///…\`). From chart 1.21.0 on
\`pyroscope.rbac.create: false\` leaves out the Role that allows it. Where the ServiceAccount has no such right from elsewhere,
nothing of v2 reaches the metastore.

Grant get, list and watch on endpoints, endpointslices, services and pods to the ServiceAccount. The rule is silent where
\`extraObjects\` holds a binding, and where \`extraArgs."metastore.address"\` gives an address that needs no discovery.`,
  audit: ['C10'],
  since: '0.2.0',
  sources: ['charts 1.21.0 to 2.2.1 templates'],
  valid: [
    { values: '{}' },
    { chart: '2.0.1', values: OFF },
    { chart: '1.20.3', values: `${OFF}architecture:\n  storage:\n    v2: true\n` },
    {
      values: `${OFF}extraObjects:\n  - apiVersion: rbac.authorization.k8s.io/v1\n    kind: RoleBinding\n    metadata:\n      name: discovery\n`,
    },
    { values: `${OFF}  extraArgs:\n    metastore.address: dns:///metastore:9095\n` },
  ],
  invalid: [
    { values: OFF, at: 'pyroscope.rbac.create' },
    {
      chart: '1.21.0',
      values: `${OFF}architecture:\n  storage:\n    v2: true\n`,
      at: 'pyroscope.rbac.create',
    },
  ],
  message: ({ phase }) => ({
    what: `pyroscope.rbac.create is off, and ${phase} needs a Role to find the metastore`,
    why: 'clients of v2 watch endpoints to find the metastore; without that right none of them reaches it',
    remedy:
      'set pyroscope.rbac.create: true, or grant get, list and watch on endpoints, endpointslices, services and pods to the ServiceAccount',
  }),
  check(values) {
    const { chart, phase, given, components } = values;
    const node = given(...PATH);
    if (!rendersV2(values) || isBefore(chart, FIRST_CHART.rbacSwitch)) return [];
    if (node?.kind !== 'scalar' || isTrueInTemplate(node)) return [];
    const discovers = components.some(({ extraArg }) => {
      const address = extraArg('metastore.address')?.value ?? 'kubernetes:///';
      return String(address).startsWith('kubernetes:///');
    });
    const isGranted = /"(?:Cluster)?RoleBinding"|kind: *(?:Cluster)?RoleBinding/.test(
      extraObjectsText(values),
    );
    return discovers && !isGranted ? [{ at: node, args: { phase } }] : [];
  },
};
