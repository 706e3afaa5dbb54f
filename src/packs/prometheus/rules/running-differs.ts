import { runningDiffersIn } from '../../../rules/running-differs.ts';
import type { PrometheusRule } from '../read/facts.ts';
import { DESTINATION_URL, NEW, OLD, plain, stack, to } from './examples.ts';

/** Prometheus prints no entry without all of its defaults; the URL and the name are what tells them apart. */
const printed = (...entries: readonly string[]): string =>
  `global:\n  scrape_interval: 1m\nremote_write:\n${entries.join('')}`;

const asked = { destination: DESTINATION_URL };

export const runningDiffers: PrometheusRule = {
  ...runningDiffersIn(),
  audit: ['P-53', 'P-54', 'P-56'],
  get good() {
    return [
      { manifests: plain({ entries: OLD + NEW }), asked, running: printed(OLD, NEW) },
      { manifests: stack({ entries: OLD + NEW }), asked, running: printed(NEW, OLD) },
      // A password in the URL is not shown.
      {
        manifests: stack({ entries: OLD.replace('//', '//user:word@') + NEW }),
        asked,
        running: printed(OLD.replace('//', '//user:xxxxx@'), NEW),
      },
    ];
  },
  get bad() {
    return [
      // The reload failed, or the object was put back.
      { manifests: plain({ entries: OLD + NEW }), asked: to('dual'), running: printed(OLD) },
      {
        manifests: stack({ entries: OLD + NEW }),
        asked,
        running: printed(OLD.replace('old.example', 'older.example'), NEW),
      },
    ];
  },
};
