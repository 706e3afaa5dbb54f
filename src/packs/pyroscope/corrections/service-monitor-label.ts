import { insertEntryAfter } from '../../../manifest/entry-edit.ts';
import type { ManifestObject } from '../../../manifest/object.ts';
import { asMap, at, itemsAt, textAt } from '../../../manifest/query.ts';
import type { Correction } from '../correction.ts';
import { finding, type Migration } from '../migration.ts';

const LABEL = 'prometheus.io/service-monitor';

const excludesByLabel = (object: ManifestObject): boolean =>
  object.kind === 'ServiceMonitor' &&
  itemsAt(object.node, 'spec', 'selector', 'matchExpressions').some(
    ({ value }) => textAt(value, 'key') === LABEL,
  );

/** Headless Services that carry the exclusion as an annotation alone, beside ServiceMonitors that look for a label. */
export function scrapedTwice(migration: Migration): readonly ManifestObject[] {
  if (!migration.objects.some(excludesByLabel)) return [];
  return migration.objects.filter(
    (object) =>
      object.kind === 'Service' &&
      !object.labels.has(LABEL) &&
      textAt(object.node, 'metadata', 'annotations', LABEL) === 'false',
  );
}

function addLabel(migration: Migration, service: ManifestObject): void {
  const labels = asMap(at(service.node, 'metadata', 'labels'));
  const last = labels?.entries.at(-1);
  if (!labels || !last) return;
  const form = { lines: [`${LABEL}: "false"`], flow: `"${LABEL}": "false"` };
  const patch = insertEntryAfter(service.document.text, labels, last, form);
  migration.patch(service, patch, { reason: 'C3', action: 'add', what: `label ${LABEL}: "false"` });
}

/** Audit C3, asked for by --correct: charts 1.15.1 to 2.2.1 write an annotation where the monitors look for a label. */
export const serviceMonitorLabel: Correction = {
  byDefault: false,
  rule: {
    id: 'headless-services-scraped-twice',
    auditId: 'C3',
    severity: 'correction',
    askedFor: true,
    summary: 'ServiceMonitors select the headless Services too: each pod is scraped twice',
    message: ({ services }) => ({
      what: `added label ${LABEL}: "false" to ${services}`,
      why: 'the ServiceMonitors exclude by label, the chart writes an annotation: every rate doubles',
      remedy: 'nothing: the label stays as long as this correction is asked for',
    }),
  },
  apply: (migration) => {
    const found = scrapedTwice(migration);
    for (const service of found) addLabel(migration, service);
    const services = found.map((service) => service.name).join(', ');
    return found.length > 0 ? [finding(serviceMonitorLabel.rule, { services }, found[0])] : [];
  },
};
