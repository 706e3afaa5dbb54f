import { finding } from '../migration.ts';
import type { Observation } from '../observation.ts';

/** Weights and the time from which v2 answers mean something in dual alone (guide, "Migration tuning"). */
export const settingsOutsideDual: Observation = {
  rule: {
    id: 'settings-outside-dual',
    severity: 'note',
    summary: 'weights or query-backend-from given for a phase that has none',
    message: ({ settings, phase }) => ({
      what: `${settings} given, and ${phase} has no use for it`,
      why: 'weights and query-backend-from are for dual, where both storages are written and read',
      remedy: 'nothing, or take them out once dual is over',
    }),
  },
  check: ({ settings, target }) => {
    if (target === 'dual') return [];
    const given = [
      ...(settings.ingesterWeight ? ['ingester weight'] : []),
      ...(settings.segmentWriterWeight ? ['segment-writer weight'] : []),
      ...(settings.queryBackendFrom ? ['query-backend-from'] : []),
    ];
    return given.length > 0
      ? [finding(settingsOutsideDual.rule, { settings: given.join(', '), phase: target })]
      : [];
  },
};
