import { both } from '../../../english.ts';
import { likely } from '../../../pack.ts';
import type { PyroscopeRule } from '../read/facts.ts';
import { oneBinary, PHASE_FLAGS_2 } from './examples.ts';

const SETTINGS = {
  ingesterWeight: 'ingester weight',
  segmentWriterWeight: 'segment-writer weight',
  queryBackendFrom: 'query-backend-from',
} as const;

const V1 = oneBinary('2.2.1', { args: PHASE_FLAGS_2.v1 });

/** What render is asked for. A flag is meant for this run; values, config and environment may keep settings for later. */
export const settingsOutsideDual: PyroscopeRule = {
  id: 'settings-outside-dual',
  severity: 'warning',
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
    const all = Object.entries(SETTINGS).map(([name, words]) => ({ words, by: asked(name)?.by }));
    const byFlags = all.filter(({ by }) => by === 'person');
    const given = byFlags.length > 0 ? byFlags : all.filter(({ by }) => by !== undefined);
    if (given.length === 0) return;
    report({
      severity: byFlags.length > 0 ? 'warning' : 'info',
      what: `${both(given.map(({ words }) => words))} given, and ${phase} has no use for ${given.length === 1 ? 'it' : 'them'}`,
      fix:
        byFlags.length > 0
          ? `leave the ${given.length === 1 ? 'flag' : 'flags'} out, or give --phase dual`
          : `remove ${given.length === 1 ? 'it' : 'them'} once dual is over, or keep ${given.length === 1 ? 'it' : 'them'} for the next time`,
    });
  },
};
