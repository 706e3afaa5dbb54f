import type { LintSeverity, Report } from '../../../lint/finding.ts';
import { lookup, type ValueNode } from '../../../values/tree.ts';
import type { PyroscopeValues } from '../values/pyroscope-values.ts';
import type { PyroscopeRule } from './rule.ts';
import { once } from './shared/once.ts';
import { renderedText } from './shared/rendered-text.ts';
import { defaultOfV2, saysV2Retention, V1_LIMIT, V2_LIMIT, v1Retentions } from './shared/retention.ts';

const LIMITS = 'pyroscope:\n  structuredConfig:\n    limits:\n';
const V1 = `${LIMITS}      ${V1_LIMIT}: 90d\n`;
const ARGS = 'pyroscope:\n  extraArgs:\n    compactor.blocks-retention-period: 720h\n';
const TENANT = `pyroscope:\n  tenantOverrides:\n    shop:\n      ${V1_LIMIT}: 7d\n`;

interface Found {
  readonly node: ValueNode;
  /** Where v2's period belongs. */
  readonly instead: string;
}

function ofTenants(values: PyroscopeValues): readonly Found[] {
  const overrides = values.value('pyroscope', 'tenantOverrides');
  if (overrides?.kind !== 'map') return [];
  return [...overrides.entries].flatMap(([tenant, override]) => {
    const node = lookup(override, [V1_LIMIT]);
    const instead = `pyroscope.tenantOverrides.${tenant}.${V2_LIMIT}`;
    return node && !lookup(override, [V2_LIMIT]) ? [{ node, instead }] : [];
  });
}

function ofAll(values: PyroscopeValues): readonly Found[] {
  const instead = `pyroscope.structuredConfig.limits.${V2_LIMIT}`;
  return saysV2Retention(values) ? [] : v1Retentions(values).map((node) => ({ node, instead }));
}

function report({ node, instead }: Found, severity: LintSeverity, byDefault: string): Report[] {
  const period = renderedText(node);
  if (period === undefined) return [];
  return [{ at: node, severity, args: { period, instead, byDefault } }];
}

export const v1RetentionOnV2: PyroscopeRule = {
  id: 'v1-retention-on-v2',
  severity: 'warning',
  summary: 'a retention period for v1 alone: v2 takes no notice of it',
  why: `\`compactor_blocks_retention_period\` (\`-compactor.blocks-retention-period\`) is how long v1's compactor keeps blocks. v2
reads \`retention_period\` (\`-retention-period\`) and took 31 days where that was not said (servers 1.21.0, 2.0.1 and 2.2.1).
Microservices and server 2.2.1 delete after that, though v1 may have kept blocks for longer or for ever; a single binary of
1.21.0 or 2.0.1 never deletes, and fills its volume.

Say \`retention_period\` as well before v2 holds data that counts; 0 keeps blocks for ever. With both storages on this is for
your information only, as v1 still needs its own key.`,
  audit: ['A13'],
  since: '0.2.0',
  sources: ['servers 1.21.0, 2.0.1 and 2.2.1, started in v2, effective configuration'],
  valid: [
    { values: `${V1}      ${V2_LIMIT}: 90d\n` },
    { values: `${ARGS}    retention-period: 720h\n` },
    { values: `architecture:\n  storage:\n    v1: true\n    v2: false\n${V1}` },
    { chart: '1.21.0', values: V1 },
    { values: `${TENANT}      ${V2_LIMIT}: 7d\n` },
  ],
  invalid: [
    { values: V1, at: `pyroscope.structuredConfig.limits.${V1_LIMIT}` },
    { chart: '2.0.2', values: ARGS, at: 'pyroscope.extraArgs.compactor\\.blocks-retention-period' },
    {
      chart: '1.21.0',
      values: `architecture:\n  storage:\n    v2: true\n${V1}`,
      at: `pyroscope.structuredConfig.limits.${V1_LIMIT}`,
    },
    { values: TENANT, at: `pyroscope.tenantOverrides.shop.${V1_LIMIT}` },
  ],
  message: ({ period, instead, byDefault }) => ({
    what: `the retention period ${period} is for v1 alone`,
    why: `v2 takes no notice of it: ${byDefault}`,
    remedy: `set ${instead}: ${period} (0 keeps blocks for ever)`,
  }),
  check(values) {
    if (values.phase !== 'v2' && values.phase !== 'dual') return [];
    const severity = values.phase === 'v2' ? 'warning' : 'info';
    const byDefault = defaultOfV2(values);
    const found = [...ofAll(values), ...ofTenants(values)];
    return once(found.flatMap((one) => report(one, severity, byDefault)));
  },
};
