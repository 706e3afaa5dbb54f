import { isBefore } from '../../../../chart/versions.ts';
import type { Report } from '../../../../lint/finding.ts';
import { lookup } from '../../../../values/tree.ts';
import { FIRST_CHART } from '../../facts/charts.ts';
import type { PyroscopeRule } from '../rule.ts';
import { renderedText } from '../shared/rendered-text.ts';

const V2 = 'architecture:\n  storage:\n    v1: false\n    v2: true\n';
const tenant = (path: string): string =>
  `pyroscope:\n  tenantOverrides:\n    shop:\n      write_path: ${path}\n`;
const AT = 'pyroscope.tenantOverrides.shop.write_path';
const TO_V1: ReadonlySet<string> = new Set(['ingester', 'combined']);

export const tenantWritePathLeftover: PyroscopeRule = {
  id: 'tenant-write-path-leftover',
  severity: 'error',
  summary: 'a tenant still writes to v1, which is switched off',
  why: `\`tenantOverrides.<tenant>.write_path\` beats the phase's write path for one tenant. With v2 alone on, server 2.2.1 ran
with healthy pods, and each push of a tenant left on \`ingester\` or \`combined\` failed with 500 \`empty ring\`. Charts before
1.19.2 leave v1's parts running: there the tenant's profiles go where no query looks any more.

Take \`write_path\` out before v1 is switched off.`,
  audit: ['B11'],
  since: '0.2.0',
  sources: ['server 2.2.1, started in v2'],
  valid: [
    { values: `${V2}${tenant('segment-writer')}` },
    { values: `${V2.replace('false', 'true')}${tenant('combined')}` },
    { chart: '1.14.0', values: `${V2}${tenant('combined')}` },
  ],
  invalid: [
    { values: `${V2}${tenant('combined')}`, at: AT },
    { chart: '1.15.1', values: `${V2}${tenant('ingester')}`, at: AT },
  ],
  message: ({ tenant: name, text, chart, running }) => ({
    what: `tenantOverrides.${name}.write_path is ${text}, with v2 alone in use`,
    why:
      running === 'yes'
        ? `chart ${chart} leaves v1's parts running: the tenant's profiles go there, where no query looks`
        : 'the pods are healthy and every push of the tenant fails with 500 "empty ring"',
    remedy: `take write_path out of pyroscope.tenantOverrides.${name}`,
  }),
  check({ phase, chart, value }) {
    const overrides = value('pyroscope', 'tenantOverrides');
    if (phase !== 'v2' || overrides?.kind !== 'map') return [];
    const running = isBefore(chart, FIRST_CHART.leavingV1Out) ? 'yes' : 'no';
    return [...overrides.entries].flatMap(([name, override]): Report[] => {
      const node = lookup(override, ['write_path']);
      const text = renderedText(node);
      const isLeft = node && text !== undefined && TO_V1.has(text);
      return isLeft ? [{ at: node, args: { tenant: name, text, chart, running } }] : [];
    });
  },
};
