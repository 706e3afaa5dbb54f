import { STORAGE_PATH } from '../values/toggles.ts';
import type { PyroscopeRule } from './rule.ts';
import { flipsUnannounced } from './shared/unwritten-toggles.ts';

const V1 = 'architecture:\n  storage:\n    v1: true\n    v2: false\n';
const DUAL = 'architecture:\n  storage:\n    v1: true\n    v2: true\n';
const V2 = 'architecture:\n  storage:\n    v1: false\n    v2: true\n';

/** The toggle that has to be on again for the dual phase, and what is out of sight without it. */
const JUMPS: Readonly<Record<string, { readonly layer: 'v1' | 'v2'; readonly hidden: string }>> = {
  'v1 to v2': { layer: 'v1', hidden: 'v2 starts empty, and what v1 stored is out of sight' },
  'v2 to v1': { layer: 'v2', hidden: 'v1 was not written meanwhile, and what v2 stored is out of sight' },
};

export const v1ToV2WithoutDual: PyroscopeRule = {
  id: 'v1-to-v2-without-dual',
  severity: 'error',
  summary: 'the release jumps between v1 and v2 without the dual phase',
  why: `In dual both stores are written, and v2 answers for what came in since; after at least a day of it most queries
find their data in v2. Without dual a query finds nothing from before the change: on servers 1.21.0 and 2.2.1 a range
before it was answered with status 200 and nothing. The data is still there: back in dual it is seen again.

The other way round is no better: v1 knows nothing of what came in while v2 was on alone.`,
  audit: ['A12'],
  since: '0.2.0',
  sources: ['migration guide, phases 1 to 3', 'servers 1.21.0 and 2.2.1, taken through the phases'],
  valid: [
    { values: V2, fromValues: DUAL },
    { values: DUAL, fromValues: V1 },
    { values: V1, fromValues: DUAL },
    { values: V2 },
    { values: 'minio:\n  enabled: true\n', fromChart: '2.0.1' },
  ],
  invalid: [
    { values: V2, fromValues: V1, at: 'architecture.storage.v1' },
    { values: V1, fromValues: V2, at: 'architecture.storage.v2' },
    { values: V2, fromChart: '1.14.0', at: 'architecture.storage.v1' },
    { values: 'minio:\n  enabled: true\n', fromValues: V1, at: 'architecture.storage.v1' },
  ],
  message: ({ before, phase, layer, hidden }) => ({
    what: `these values take the release from ${before} to ${phase}, without the dual phase between them`,
    why: String(hidden),
    remedy: `set architecture.storage.${layer}: true, so that both are on; go on to ${phase} after 24 hours or more`,
  }),
  check(values) {
    const { previous, phase, given } = values;
    const jump = previous && JUMPS[`${previous.phase} to ${phase}`];
    if (!jump || flipsUnannounced(values)) return [];
    const path = [...STORAGE_PATH, jump.layer];
    return [{ at: given(...path) ?? path, args: { before: previous.phase, phase, ...jump } }];
  },
};
