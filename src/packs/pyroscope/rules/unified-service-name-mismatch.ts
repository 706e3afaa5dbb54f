import { isBefore } from '../../../chart/versions.ts';
import type { Place } from '../../../pack.ts';
import { FIRST_CHART } from '../facts/charts.ts';
import { chartOf, type PyroscopeCase, type PyroscopeRule } from '../read/facts.ts';
import { fullnameOf, RELEASE_NAME, releaseNameOf } from '../read/fullname.ts';
import { head, oneBinary, PHASE_FLAGS_2 } from './examples.ts';

const DEPLOY = ['architecture', 'deployUnifiedServices'];
const ON = 'architecture:\n  deployUnifiedServices: true\n';
const NAMED = 'pyroscope:\n  fullnameOverride: profiles\n';

const rendered = (fullname: string): string =>
  oneBinary(
    '2.2.1',
    { args: PHASE_FLAGS_2.dual },
    {
      documents: [`${fullname}-memberlist`, 'pyroscope-write'].map((name) => head('Service', name, '2.2.1')),
    },
  );

/** Where the unified Services are asked for or stand; undefined where there are none that anybody looks for. */
function unifiedService({ now, options }: PyroscopeCase): Place | undefined {
  const { values, objects = [] } = now;
  if (!values) {
    const service = `${releaseNameOf(now, options)}-write`;
    const found = objects.find(({ kind, name }) => kind === 'Service' && name === service);
    return found?.place('metadata', 'name');
  }
  const isOn = values.isTrue(...DEPLOY) && values.isTrue('alloy', 'enabled');
  return isOn && !isBefore(chartOf(now), FIRST_CHART.phases) ? values.at(...DEPLOY)?.place : undefined;
}

const WHY =
  'The chart names unified Services after the release and points alloy at the full name: that host does not exist.';

export const unifiedServiceNameMismatch: PyroscopeRule = {
  id: 'unified-service-name-mismatch',
  severity: 'warning',
  summary: 'unified Services are named after the release, their users look for the full name',
  why: WHY,
  details: `With \`architecture.deployUnifiedServices\` the chart names the Services \`<release>-write\` and \`<release>-read\`. Its
alloy and its notes use \`<full name>-write\`. The two differ with \`pyroscope.fullnameOverride\`, and with a release name that
does not hold "pyroscope": alloy then pushes to a host that does not exist (charts 1.15.1 to 2.2.1, rendered by helm).

Values do not say how the release is called. Without the option \`releaseName\` the rule speaks only where
\`fullnameOverride\` is written, and as info.`,
  audit: ['C4'],
  sources: ['charts 1.15.1 to 2.2.1, rendered by helm'],
  options: { releaseName: RELEASE_NAME },
  get good() {
    return [
      { values: ON },
      { values: NAMED },
      { values: `${ON}${NAMED}alloy:\n  enabled: false\n` },
      { chart: '1.14.0', values: ON + NAMED },
      { manifests: rendered('pyroscope'), asked: { phase: 'dual' } },
    ];
  },
  get bad() {
    return [
      { values: ON + NAMED, at: 'architecture.deployUnifiedServices' },
      { chart: '1.15.1', values: ON + NAMED, at: 'architecture.deployUnifiedServices' },
      { manifests: rendered('profiles'), asked: { phase: 'dual' }, at: 'pyroscope-write' },
    ];
  },
  judge(of, report) {
    const at = unifiedService(of);
    const fullname = fullnameOf(of.now, of.options);
    const release = releaseNameOf(of.now, of.options);
    if (!at || !fullname || fullname.isLeast || fullname.name === release) return;
    const service = `${release || '<release>'}-write`;
    report({
      at,
      severity: release === '' ? 'info' : 'warning',
      why:
        release === ''
          ? `${WHY} Values do not show how the release is called, so this is only an info.`
          : undefined,
      what: `the unified Service is called ${service}, and alloy pushes to ${fullname.name}-write`,
      fix: `remove pyroscope.fullnameOverride, name the release like it, or point alloy at ${service}`,
    });
  },
};
