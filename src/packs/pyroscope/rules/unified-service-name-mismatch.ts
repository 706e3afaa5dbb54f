import { isBefore } from '../../../chart/versions.ts';
import { isTrueInTemplate } from '../../../values/template-truth.ts';
import { FIRST_CHART } from '../facts/charts.ts';
import type { PyroscopeRule } from './rule.ts';
import { fullnameOf } from './shared/fullname.ts';
import { RELEASE_NAME, releaseNameIn } from './shared/release-name.ts';

const DEPLOY = ['architecture', 'deployUnifiedServices'];
const ON = 'architecture:\n  deployUnifiedServices: true\n';
const NAMED = 'pyroscope:\n  fullnameOverride: profiles\n';

export const unifiedServiceNameMismatch: PyroscopeRule = {
  id: 'unified-service-name-mismatch',
  severity: 'warning',
  summary: 'unified Services are named after the release, their users look for the full name',
  why: `With \`architecture.deployUnifiedServices\` the chart names the Services \`<release>-write\` and \`<release>-read\`. Its
alloy and the notes use \`<full name>-write\`. The two differ with \`pyroscope.fullnameOverride\`, and with a release name that
does not hold "pyroscope": alloy then pushes to a host that does not exist (charts 1.15.1 to 2.2.1, rendered by helm).

Values do not say how the release is called. Without the option \`releaseName\` the rule speaks only where
\`fullnameOverride\` is written, and as info.`,
  audit: ['C4'],
  since: '0.2.0',
  sources: ['charts 1.15.1 to 2.2.1, rendered by helm'],
  options: { releaseName: RELEASE_NAME },
  valid: [
    { values: ON },
    { values: NAMED },
    { values: `${ON}${NAMED}alloy:\n  enabled: false\n` },
    { chart: '1.14.0', values: ON + NAMED },
  ],
  invalid: [
    { values: ON + NAMED, at: 'architecture.deployUnifiedServices' },
    { chart: '1.15.1', values: ON + NAMED, at: 'architecture.deployUnifiedServices' },
  ],
  message: ({ service, wanted }) => ({
    what: `the unified Service is called ${service}, and alloy pushes to ${wanted}`,
    why: 'the chart names unified Services after the release and points alloy at the full name: that host does not exist',
    remedy: `remove pyroscope.fullnameOverride, name the release like it, or point alloy at ${service}`,
  }),
  check(values, options) {
    const { chart, value, given } = values;
    const isOn = isTrueInTemplate(value(...DEPLOY)) && isTrueInTemplate(value('alloy', 'enabled'));
    if (!isOn || isBefore(chart, FIRST_CHART.phases)) return [];
    const releaseName = releaseNameIn(options);
    const fullname = fullnameOf(values, releaseName);
    if (!fullname || fullname.isLeast || fullname.name === releaseName) return [];
    const service = `${releaseName || '<release>'}-write`;
    const severity = releaseName === '' ? 'info' : 'warning';
    const args = { service, wanted: `${fullname.name}-write` };
    return [{ at: given(...DEPLOY) ?? DEPLOY, severity, args }];
  },
};
