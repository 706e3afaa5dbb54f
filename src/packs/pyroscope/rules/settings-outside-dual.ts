import { likely } from '../../../pack.ts';
import type { PyroscopeRule } from '../read/facts.ts';
import { oneBinary, PHASE_FLAGS_2 } from './examples.ts';

const SETTINGS = {
  ingesterWeight: 'ingester weight',
  segmentWriterWeight: 'segment-writer weight',
  queryBackendFrom: 'query-backend-from',
} as const;

const V1 = oneBinary('2.2.1', { args: PHASE_FLAGS_2.v1 });

/** What render is asked for; values may keep their settings for later. */
export const settingsOutsideDual: PyroscopeRule = {
  id: 'settings-outside-dual',
  severity: 'info',
  needs: ['objects'],
  summary: 'weights or query-backend-from given for a phase that has none',
  why: 'Weights and query-backend-from are for dual, where both storages are written and read.',
  sources: ['migration guide, "Migration tuning"'],
  get good() {
    return [
      { manifests: V1, asked: { phase: 'v1' } },
      {
        manifests: oneBinary('2.2.1', { args: PHASE_FLAGS_2.dual }),
        asked: { phase: 'dual', queryBackendFrom: 'auto' },
      },
    ];
  },
  get bad() {
    return [{ manifests: V1, asked: { phase: 'v1', ingesterWeight: '1', queryBackendFrom: 'auto' } }];
  },
  judge({ now, asked }, report) {
    const phase = likely(now.phase);
    if (phase === undefined || phase === 'dual') return;
    const given = Object.entries(SETTINGS).flatMap(([name, words]) => (asked(name) ? [words] : []));
    if (given.length === 0) return;
    report({
      what: `${given.join(', ')} given, and ${phase} has no use for it`,
      fix: 'remove them once dual is over, or keep them for the next time',
    });
  },
};
