import { hasV2, metastoreOf, missingAt, type PyroscopeRule } from '../read/facts.ts';
import { oneBinary, PHASE_FLAGS_2, V1 } from './examples.ts';
import { defaultOfV2, saysV2Retention, V2_LIMIT, v1Retentions } from './v1-retention-on-v2.ts';

const MISSING = ['pyroscope', 'structuredConfig', 'limits', V2_LIMIT];
const LIMITS = 'pyroscope:\n  structuredConfig:\n    limits:\n';

const single = (args: readonly string[], config: string): string =>
  oneBinary('2.2.1', { data: 'template', args: [...args, ...PHASE_FLAGS_2.v2] }, { config });

/** Audit A13. */
export const retentionUnset: PyroscopeRule = {
  id: 'retention-unset',
  severity: 'info',
  summary: 'nothing says how long v2 keeps profiles: its default is 31 days',
  why: 'v1 keeps blocks without limit where nothing else is set.',
  details: `v2's \`retention_period\` was 31 days by default on servers 1.21.0, 2.0.1 and 2.2.1. Microservices and server 2.2.1
delete after that; in a single binary of 1.21.0 or 2.0.1 the cleaner is off, nothing is ever deleted and the volume fills.

Set the period that you want; 0 keeps blocks without limit.`,
  audit: ['A13'],
  sources: ['servers 1.21.0, 2.0.1 and 2.2.1, started in v2, effective configuration'],
  get good() {
    return [
      { values: `${LIMITS}      ${V2_LIMIT}: 31d\n` },
      { values: 'pyroscope:\n  extraArgs:\n    retention-period: 0\n' },
      { values: V1 },
      { chart: '2.0.1', values: 'pyroscope: {}\n' },
      { values: `${LIMITS}      compactor_blocks_retention_period: 90d\n` },
      { manifests: single(['-retention-period=0'], 'limits: {}\n'), asked: { phase: 'v2' } },
      { manifests: single([], `limits:\n  ${V2_LIMIT}: 31d\n`), asked: { phase: 'v2' } },
    ];
  },
  get bad() {
    return [
      { values: 'pyroscope: {}\n', at: MISSING.join('.') },
      { chart: '1.15.1', values: V1.replace('v2: false', 'v2: true'), at: MISSING.join('.') },
      { manifests: single([], 'limits: {}\n'), asked: { phase: 'v2' }, at: 'name: pyroscope' },
    ];
  },
  judge({ now }, report) {
    const component = metastoreOf(now) ?? now.components[0];
    if (!component || !hasV2(now) || saysV2Retention(now) || v1Retentions(now).length > 0) return;
    report({
      at: missingAt(component, MISSING),
      what: 'nothing says how long v2 keeps profiles',
      why: `v1 kept blocks without limit; ${defaultOfV2(now)}.`,
      fix: `set ${MISSING.join('.')} to the period you want, such as 31d (0 keeps blocks without limit)`,
    });
  },
};
