import { isBefore } from '../../../chart/versions.ts';
import { type Known, likely, sure } from '../../../pack.ts';
import { shownPath } from '../../../rules/settings.ts';
import { FIRST_SERVER } from '../facts/charts.ts';
import { flagType } from '../facts/flags.ts';
import { flagTakes } from '../facts/value-checks.ts';
import { durationMeant } from '../facts/value-types.ts';
import { chosen, hasV2, type PyroscopeRule, type PyroscopeState, singleBinaryOf } from '../read/facts.ts';
import { oneBinary, PHASE_FLAGS_2 } from './examples.ts';

const V1_FLAG = 'compactor.blocks-retention-period';
const V1_LIMIT = 'compactor_blocks_retention_period';
export const V2_LIMIT = 'retention_period';
const LIMITS = 'pyroscope:\n  structuredConfig:\n    limits:\n';
const V1 = `${LIMITS}      ${V1_LIMIT}: 90d\n`;
const ARGS = 'pyroscope:\n  extraArgs:\n    compactor.blocks-retention-period: 720h\n';
const TENANT = `pyroscope:\n  tenantOverrides:\n    shop:\n      ${V1_LIMIT}: 7d\n`;

const single = (limits: string, overrides?: string): string =>
  oneBinary(
    '2.2.1',
    { data: 'template', args: PHASE_FLAGS_2.v2 },
    {
      config: `limits:\n  ${limits}\n`,
      ...(overrides !== undefined && { overrides: `overrides:\n  shop:\n    ${overrides}\n` }),
    },
  );

/** Whether a release says how long v2 keeps blocks. */
export const saysV2Retention = (now: PyroscopeState): boolean =>
  now.setting('v2Retention').some((one) => one.tenant === undefined && chosen(one) !== undefined);

/** extraArgs of components that the phase does not run: they say what was meant all the same. */
function ofAbsent({ values, components }: PyroscopeState): readonly Known<string>[] {
  const names = values?.keys('pyroscope', 'components').map(String) ?? [];
  const present = new Set(components.map(({ name }) => name));
  const absent = names.filter((name) => !present.has(name));
  return absent.flatMap((name) => values?.at('pyroscope', 'components', name, 'extraArgs', V1_FLAG) ?? []);
}

/** What says how long v1's compactor keeps blocks, whether or not a compactor runs. */
export const v1Retentions = (now: PyroscopeState): readonly Known<string>[] => [
  ...now.setting('v1Retention').flatMap((one) => (one.tenant === undefined ? (chosen(one) ?? []) : [])),
  ...ofAbsent(now),
];

/**
 * What v2 does where nobody says a period: its default is 31 days. In a single binary the cleaner is off on servers 1.21.0
 * and 2.0.1, and on in 2.2.1; in microservices it runs (audit A13).
 */
export function defaultOfV2(now: PyroscopeState): string {
  const server = likely(singleBinaryOf(now)?.server);
  if (server === undefined || !isBefore(server, FIRST_SERVER.cleanerInOneProcess))
    return 'v2 deletes after 31 days';
  return isBefore(server, FIRST_SERVER.cleanerUnclear)
    ? 'v2 has a period of 31 days, and a single binary of this version never deletes'
    : 'v2 has a period of 31 days';
}

interface Found {
  readonly period: Known<string>;
  /** Where v2's period belongs. */
  readonly instead: string;
}

function ofTenants(now: PyroscopeState): readonly Found[] {
  const [v1, v2] = [now.setting('v1Retention'), now.setting('v2Retention')];
  const tenants = [...new Set(v1.flatMap(({ tenant }) => tenant ?? []))];
  return tenants.flatMap((tenant) => {
    const period = v1.find((one) => one.tenant === tenant);
    const instead = shownPath(['pyroscope', 'tenantOverrides', tenant, V2_LIMIT]);
    return period && !v2.some((one) => one.tenant === tenant) ? [{ period, instead }] : [];
  });
}

/** Several components are told by one value. */
function distinct(periods: readonly Known<string>[]): readonly Known<string>[] {
  const seen = new Set<string | undefined>();
  return periods.filter((period) => {
    const { place } = period;
    const key = place?.in === 'values' ? shownPath(place.path) : sure(period);
    return !seen.has(key) && seen.add(key);
  });
}

/** Advises the same period, unless the server refuses it: then the one that was meant, if that is clear. */
function fixFor(instead: string, period: string): string {
  const type = flagType('retention-period');
  const valid = type === undefined || flagTakes(type, period) ? period : durationMeant(type, period);
  if (valid !== undefined) return `set ${instead}: ${valid} (0 keeps blocks without limit)`;
  const example = /^\d+$/.test(period) ? `${period}h if hours are meant` : '31d';
  return `set ${instead} to a duration, such as ${example} (0 keeps blocks without limit)`;
}

/** Audit A13. */
export const v1RetentionOnV2: PyroscopeRule = {
  id: 'v1-retention-on-v2',
  severity: 'warning',
  summary: 'a retention period for v1 only, which v2 ignores',
  why: 'v2 has a retention period of its own.',
  details: `\`compactor_blocks_retention_period\` (\`-compactor.blocks-retention-period\`) is how long v1's compactor keeps blocks. v2
reads \`retention_period\` (\`-retention-period\`) and took 31 days where that was not set (servers 1.21.0, 2.0.1 and 2.2.1).
Microservices and server 2.2.1 delete after that, though v1 may have kept blocks for longer or without limit; a single binary
of 1.21.0 or 2.0.1 never deletes, and fills its volume.

Set \`retention_period\` as well before v2 holds data that counts; 0 keeps blocks without limit. With both storages on this is
for your information only, as v1 still needs its own key.`,
  audit: ['A13'],
  sources: ['servers 1.21.0, 2.0.1 and 2.2.1, started in v2, effective configuration'],
  get good() {
    return [
      { values: `${V1}      ${V2_LIMIT}: 90d\n` },
      { values: `${ARGS}    retention-period: 720h\n` },
      { values: `architecture:\n  storage:\n    v1: true\n    v2: false\n${V1}` },
      { chart: '1.21.0', values: V1 },
      { values: `${TENANT}      ${V2_LIMIT}: 7d\n` },
      { manifests: single(`${V2_LIMIT}: 90d\n  ${V1_LIMIT}: 90d`), asked: { phase: 'v2' } },
    ];
  },
  get bad() {
    return [
      { values: V1, at: `pyroscope.structuredConfig.limits.${V1_LIMIT}` },
      { chart: '2.0.2', values: ARGS, at: 'pyroscope.extraArgs.compactor\\.blocks-retention-period' },
      {
        chart: '1.21.0',
        values: `architecture:\n  storage:\n    v2: true\n${V1}`,
        at: `pyroscope.structuredConfig.limits.${V1_LIMIT}`,
      },
      { values: TENANT, at: `pyroscope.tenantOverrides.shop.${V1_LIMIT}` },
      { manifests: single(`${V1_LIMIT}: 90d`), asked: { phase: 'v2' } },
      { manifests: single(`${V2_LIMIT}: 90d`, `${V1_LIMIT}: 7d`), asked: { phase: 'v2' } },
    ];
  },
  judge({ now }, report) {
    if (!hasV2(now)) return;
    const instead = `pyroscope.structuredConfig.limits.${V2_LIMIT}`;
    const ofAll = saysV2Retention(now)
      ? []
      : distinct(v1Retentions(now)).map((period) => ({ period, instead }));
    for (const { period, instead } of [...ofAll, ...ofTenants(now)]) {
      if (!period.sure) continue;
      report({
        at: period,
        severity: likely(now.phase) === 'v2' ? undefined : 'info',
        what: `the retention period ${period.value} is for v1 alone`,
        why: `v2 ignores it: ${defaultOfV2(now)}.`,
        fix: fixFor(instead, period.value),
      });
    }
  },
};
