import { isBefore } from '../../../chart/versions.ts';
import type { ManifestObject } from '../../../pack.ts';
import { FIRST_CHART } from '../facts/charts.ts';
import { chartOf, type PyroscopeRule, type PyroscopeState } from '../read/facts.ts';
import { head, oneBinary, PHASE_FLAGS_2 } from './examples.ts';

const PATH = ['serviceMonitor', 'enabled'];
const LABEL = 'prometheus.io/service-monitor';
const ON = 'serviceMonitor:\n  enabled: true\n';

const MONITOR = `${head('ServiceMonitor', 'pyroscope', '2.2.1')}spec:\n  selector:\n    matchExpressions:\n    - key: ${LABEL}\n      operator: NotIn\n      values: ["false"]\n`;
const headless = (label = '', annotation = `  annotations:\n    ${LABEL}: "false"\n`): string =>
  `${head('Service', 'pyroscope-headless', '2.2.1', 'all')}${label}${annotation}spec:\n  clusterIP: None\n`;
const LABELLED = headless(`    ${LABEL}: "false"\n`);
const rendered = (...documents: readonly string[]): string =>
  oneBinary('2.2.1', { args: PHASE_FLAGS_2.dual }, { documents });
const asked = { phase: 'dual' };

const excludesByLabel = (object: ManifestObject): boolean =>
  object.kind === 'ServiceMonitor' &&
  object
    .keys('spec', 'selector', 'matchExpressions')
    .some((index) => hasText(object, ['spec', 'selector', 'matchExpressions', index, 'key'], LABEL));

const hasText = (object: ManifestObject, path: readonly (string | number)[], text: string): boolean => {
  const said = object.at(...path);
  return said?.sure === true && said.value === text;
};

/** Headless Services that carry the exclusion as an annotation alone, beside ServiceMonitors that look for a label. */
function scrapedTwice(objects: readonly ManifestObject[]): readonly ManifestObject[] {
  if (!objects.some(excludesByLabel)) return [];
  return objects.filter(
    (object) =>
      object.kind === 'Service' &&
      object.labels[LABEL] === undefined &&
      hasText(object, ['metadata', 'annotations', LABEL], 'false'),
  );
}

/** Whether the chart renders ServiceMonitors that nobody taught to leave the headless Services out. */
function scrapesTwice(state: PyroscopeState): boolean {
  const { values } = state;
  if (values === undefined || isBefore(chartOf(state), FIRST_CHART.phases)) return false;
  return values.isTrue(...PATH) && !values.isTrue('serviceMonitor', 'relabelings');
}

const DROP =
  'add to serviceMonitor.relabelings: sourceLabels [__meta_kubernetes_service_name], regex .+-headless, action drop';

export const headlessServicesScrapedTwice: PyroscopeRule = {
  id: 'headless-services-scraped-twice',
  severity: 'info',
  corrects: true,
  summary: 'ServiceMonitors scrape every pod twice, through its Service and its headless Service',
  why: 'The chart writes an annotation where its ServiceMonitors look for a label, so rates count double against a baseline of chart 1.14.',
  details: `The ServiceMonitors leave out Services with the label \`prometheus.io/service-monitor: "false"\`. From chart 1.15.1 on the
headless Services carry it as an annotation (in 1.14.0 it was a label), so every pod is scraped twice. Rates such as
\`sum(rate(…))\` count double against a baseline taken with chart 1.14. Keep this in mind when you compare the steps of a
migration.

Drop the second target: \`serviceMonitor.relabelings\` with \`sourceLabels: [__meta_kubernetes_service_name]\`,
\`regex: .+-headless\`, \`action: drop\`. The rule is silent where relabelings are written. The correction adds the label.`,
  audit: ['C3'],
  sources: ['charts 1.14.0 to 2.2.1, rendered by helm'],
  get good() {
    return [
      { values: '{}' },
      { chart: '1.14.0', values: ON },
      {
        values: `${ON}  relabelings:\n    - sourceLabels: [__meta_kubernetes_service_name]\n      regex: .+-headless\n      action: drop\n`,
      },
      { manifests: rendered(headless()), asked },
      { manifests: rendered(LABELLED, MONITOR), asked },
      { manifests: rendered(headless('', ''), MONITOR), asked },
    ];
  },
  get bad() {
    return [
      { values: ON, at: 'serviceMonitor.enabled' },
      { chart: '1.15.1', values: ON, at: 'serviceMonitor.enabled' },
      { manifests: rendered(headless(), MONITOR), asked, at: LABEL },
      {
        manifests: rendered(headless(), MONITOR),
        asked: { ...asked, correct: 'headless-services-scraped-twice' },
        after: rendered(LABELLED, MONITOR),
      },
    ];
  },
  judge({ now }, report) {
    if (scrapesTwice(now))
      report({
        at: now.values?.at(...PATH),
        what: 'serviceMonitor.enabled scrapes every pod twice, once through its headless Service',
        fix: DROP,
      });
    const found = scrapedTwice(now.objects ?? []);
    const [first] = found;
    if (!first) return;
    report({
      at: first.place('metadata', 'annotations', LABEL),
      what: `the ServiceMonitors scrape every pod twice, once through its headless Service: ${found.map(({ name }) => name).join(', ')}`,
      fix: `${DROP}; or give --correct headless-services-scraped-twice, which adds the label`,
      correct: (edit) => {
        for (const service of found) edit.set(service, ['metadata', 'labels', LABEL], 'false');
      },
    });
  },
};
