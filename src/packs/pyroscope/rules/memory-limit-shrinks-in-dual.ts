import { isTrueInTemplate } from '../../../values/template-truth.ts';
import type { PyroscopeValues } from '../values/pyroscope-values.ts';
import type { PyroscopeRule } from './rule.ts';
import { rendersV2 } from './shared/metastore.ts';

/** The components of both layers that the chart limits otherwise in v1 and in v2 (charts 1.15.1 to 2.2.1). */
const AFFECTED = ['tenant-settings', 'ad-hoc-profiles'];
const LIMIT = ['resources', 'limits', 'memory'];

function limitOf(
  { components }: PyroscopeValues,
  name: string,
): { text: string; isDefault: boolean } | undefined {
  const node = components.find((component) => component.name === name)?.value(...LIMIT);
  return node?.kind === 'scalar'
    ? { text: String(node.value), isDefault: node.origin.kind === 'default' }
    : undefined;
}

const mode = (v2: boolean): string =>
  `architecture:\n  microservices:\n    enabled: true\n  storage:\n    v1: true\n    v2: ${v2}\n`;
const KEPT = `pyroscope:\n  components:\n${AFFECTED.map((name) => `    ${name}:\n      resources:\n        limits:\n          memory: 4Gi\n`).join('')}`;

export const memoryLimitShrinksInDual: PyroscopeRule = {
  id: 'memory-limit-shrinks-in-dual',
  severity: 'info',
  summary: 'tenant-settings and ad-hoc-profiles have 256Mi in dual and v2, 4Gi in v1',
  why: `The chart merges its block for v2 over the one for v1. Where neither \`values-micro-services.yaml\` nor values of your own
set resources, tenant-settings and ad-hoc-profiles fall from 4Gi to 256Mi with dual (charts 1.15.1 to 2.2.1, rendered by helm).
ad-hoc-profiles reads whole profiles into memory. Seen only by comparing with the values before (\`--from-values\`).`,
  audit: ['C8'],
  since: '0.2.0',
  sources: ['charts 1.15.1 to 2.2.1, rendered by helm'],
  valid: [
    { values: mode(true) },
    { fromValues: mode(false), values: mode(true) + KEPT },
    { fromValues: mode(true), values: mode(true) },
    { fromValues: mode(true) + KEPT, values: mode(true) },
  ],
  invalid: [
    {
      fromValues: mode(false),
      values: mode(true),
      at: 'pyroscope.components.tenant-settings.resources.limits.memory',
    },
    {
      chart: '1.15.1',
      fromValues: mode(false),
      values: mode(true),
      at: 'pyroscope.components.tenant-settings.resources.limits.memory',
    },
  ],
  message: ({ components, before, after }) => ({
    what: `the memory limit of ${components} falls from ${before} to ${after} with this step`,
    why: "the chart's block for v2 is merged over the one for v1",
    remedy: `set resources.limits.memory: ${before} for each under pyroscope.components.<name>`,
  }),
  check(values) {
    const { previous, mode, value } = values;
    if (!previous || mode !== 'microservices' || previous.phase !== 'v1' || !rendersV2(values)) return [];
    if (isTrueInTemplate(value('architecture', 'overwriteResources'))) return [];
    const fallen = AFFECTED.flatMap((name) => {
      const before = limitOf(previous, name)?.text;
      const after = limitOf(values, name);
      return before !== undefined && after?.isDefault && after.text !== before
        ? [{ name, before, after: after.text }]
        : [];
    });
    const [first] = fallen;
    if (!first) return [];
    const components = fallen.map(({ name }) => name).join(' and ');
    const at = ['pyroscope', 'components', first.name, ...LIMIT];
    return [{ at, args: { components, before: first.before, after: first.after } }];
  },
};
