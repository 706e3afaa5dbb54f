import { scrapedTwice, serviceMonitorLabel } from '../corrections/service-monitor-label.ts';
import { finding } from '../migration.ts';
import type { Observation } from '../observation.ts';

/** Audit C3, where the correction was not asked for. */
export const scrapedTwiceNote: Observation = {
  rule: {
    id: 'headless-services-scraped-twice',
    auditId: 'C3',
    severity: 'note',
    summary: serviceMonitorLabel.rule.summary,
    message: ({ count }) => ({
      what: `headless Services scraped beside their twins: ${count}`,
      why: 'the ServiceMonitors exclude by label, the chart writes an annotation: rates count double against a baseline of chart 1.14',
      remedy: '--correct C3 adds the label',
    }),
  },
  check: (migration) => {
    const found = migration.asksFor(serviceMonitorLabel.rule) ? [] : scrapedTwice(migration);
    return found.length > 0 ? [finding(scrapedTwiceNote.rule, { count: found.length }, found[0])] : [];
  },
};
