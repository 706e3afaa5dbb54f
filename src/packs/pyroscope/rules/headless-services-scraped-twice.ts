import { isBefore } from '../../../chart/versions.ts';
import { isTrueInTemplate } from '../../../values/template-truth.ts';
import { FIRST_CHART } from '../facts/charts.ts';
import type { PyroscopeRule } from './rule.ts';

const PATH = ['serviceMonitor', 'enabled'];
const ON = 'serviceMonitor:\n  enabled: true\n';

export const headlessServicesScrapedTwice: PyroscopeRule = {
  id: 'headless-services-scraped-twice',
  severity: 'info',
  summary: 'ServiceMonitors scrape every pod twice, through its Service and its headless Service',
  why: `The ServiceMonitors leave out Services with the label \`prometheus.io/service-monitor: "false"\`. From chart 1.15.1 on the
headless Services carry it as an annotation (in 1.14.0 it was a label), so every pod is scraped twice. Rates such as
\`sum(rate(…))\` count double against a baseline taken with chart 1.14: mind it when the steps of a migration are compared.

Drop the second target: \`serviceMonitor.relabelings\` with \`sourceLabels: [__meta_kubernetes_service_name]\`,
\`regex: .+-headless\`, \`action: drop\`. The rule is silent where relabelings are written.`,
  audit: ['C3'],
  since: '0.2.0',
  sources: ['charts 1.14.0 to 2.2.1, rendered by helm'],
  valid: [
    { values: '{}' },
    { chart: '1.14.0', values: ON },
    {
      values: `${ON}  relabelings:\n    - sourceLabels: [__meta_kubernetes_service_name]\n      regex: .+-headless\n      action: drop\n`,
    },
  ],
  invalid: [
    { values: ON, at: 'serviceMonitor.enabled' },
    { chart: '1.15.1', values: ON, at: 'serviceMonitor.enabled' },
  ],
  message: () => ({
    what: 'serviceMonitor.enabled scrapes every pod twice, once through its headless Service',
    why: 'the chart writes an annotation where its ServiceMonitors look for a label: rates count double against a baseline of chart 1.14',
    remedy:
      'add to serviceMonitor.relabelings: sourceLabels [__meta_kubernetes_service_name], regex .+-headless, action drop',
  }),
  check({ chart, value, given }) {
    if (isBefore(chart, FIRST_CHART.phases) || !isTrueInTemplate(value(...PATH))) return [];
    if (isTrueInTemplate(value('serviceMonitor', 'relabelings'))) return [];
    return [{ at: given(...PATH) ?? PATH }];
  },
};
