import type { PyroscopeRule } from './rule.ts';
import { defaultOfV2, saysV2Retention, V2_LIMIT, v1Retentions } from './shared/retention.ts';

const MISSING = ['pyroscope', 'structuredConfig', 'limits', V2_LIMIT] as const;
const LIMITS = 'pyroscope:\n  structuredConfig:\n    limits:\n';
const V1 = 'architecture:\n  storage:\n    v1: true\n    v2: false\n';

export const retentionUnset: PyroscopeRule = {
  id: 'retention-unset',
  severity: 'info',
  summary: 'nothing says how long v2 keeps profiles: its default is 31 days',
  why: `v1 keeps blocks for ever where nothing else is said. v2's \`retention_period\` was 31 days by default on servers 1.21.0,
2.0.1 and 2.2.1. Microservices and server 2.2.1 delete after that; in a single binary of 1.21.0 or 2.0.1 the cleaner is off,
nothing is ever deleted and the volume fills.

Say what you want; 0 keeps blocks for ever.`,
  audit: ['A13'],
  since: '0.2.0',
  sources: ['servers 1.21.0, 2.0.1 and 2.2.1, started in v2, effective configuration'],
  valid: [
    { values: `${LIMITS}      ${V2_LIMIT}: 31d\n` },
    { values: 'pyroscope:\n  extraArgs:\n    retention-period: 0\n' },
    { values: V1 },
    { chart: '2.0.1', values: 'pyroscope: {}\n' },
    { values: `${LIMITS}      compactor_blocks_retention_period: 90d\n` },
  ],
  invalid: [
    { values: 'pyroscope: {}\n', at: MISSING.join('.') },
    { chart: '1.15.1', values: V1.replace('v2: false', 'v2: true'), at: MISSING.join('.') },
  ],
  message: ({ byDefault }) => ({
    what: 'nothing says how long v2 keeps profiles',
    why: `${byDefault}; v1 kept blocks for ever`,
    remedy: `set pyroscope.structuredConfig.limits.${V2_LIMIT} to the period you want, such as 31d (0 keeps blocks for ever)`,
  }),
  check(values) {
    const hasV2 = values.phase === 'v2' || values.phase === 'dual';
    if (!hasV2 || saysV2Retention(values) || v1Retentions(values).length > 0) return [];
    return [{ at: MISSING, args: { byDefault: defaultOfV2(values) } }];
  },
};
