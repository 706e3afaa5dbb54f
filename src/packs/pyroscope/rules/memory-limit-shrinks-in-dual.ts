import { type Known, likely, sure } from '../../../pack.ts';
import { EXAMPLE_CHART } from '../facts/charts.ts';
import { componentOf, hasV2, type PyroscopeRule, type PyroscopeState } from '../read/facts.ts';
import { each, manifests, PHASE_FLAGS_2 } from './examples.ts';

/** The components of both layers that the chart limits otherwise in v1 and in v2 (charts 1.15.1 to 2.2.1). */
const AFFECTED = ['tenant-settings', 'ad-hoc-profiles'];
const IN_V1 = '4Gi';
const IN_V2 = '256Mi';

const mode = (v2: boolean): string =>
  `architecture:\n  microservices:\n    enabled: true\n  storage:\n    v1: true\n    v2: ${v2}\n`;
const KEPT = `pyroscope:\n  components:\n${AFFECTED.map((name) => `    ${name}:\n      resources:\n        limits:\n          memory: 4Gi\n`).join('')}`;

const rendered = (limit: string): string => {
  const names = ['ingester', 'querier', 'metastore', 'segment-writer', 'query-backend'];
  const args = PHASE_FLAGS_2.dual;
  return manifests(EXAMPLE_CHART, {
    components: {
      ...each(names, { args }),
      'tenant-settings': { args, container: `resources:\n  limits:\n    memory: ${limit}` },
    },
  });
};

/** What the step before limited a component to. Without it, what the chart does in v1, which manifests alone need. */
function limitInV1(
  before: PyroscopeState | undefined,
  now: PyroscopeState,
  name: string,
): string | undefined {
  if (!before) return now.readFrom === 'manifests' ? IN_V1 : undefined;
  return likely(before.phase) === 'v1' ? sure(componentOf(before, name)?.memoryLimit) : undefined;
}

export const memoryLimitShrinksInDual: PyroscopeRule = {
  id: 'memory-limit-shrinks-in-dual',
  formerly: ['limits-shrink'],
  severity: 'info',
  summary: 'tenant-settings and ad-hoc-profiles have 256Mi in dual and v2, 4Gi in v1',
  why: 'The chart merges its block for v2 over the one for v1 where values-micro-services.yaml is not in use.',
  details: `The chart merges its block for v2 over the one for v1. Where neither \`values-micro-services.yaml\` nor values of your own
set resources, tenant-settings and ad-hoc-profiles fall from 4Gi to 256Mi with dual (charts 1.15.1 to 2.2.1, rendered by helm).
ad-hoc-profiles reads whole profiles into memory. Values show it only beside the values before (\`--from-values\`).`,
  audit: ['C8'],
  sources: ['charts 1.15.1 to 2.2.1, rendered by helm'],
  get good() {
    return [
      { values: mode(true) },
      { before: mode(false), values: mode(true) + KEPT },
      { before: mode(true), values: mode(true) },
      { before: mode(true) + KEPT, values: mode(true) },
      { manifests: rendered('4Gi'), asked: { phase: 'dual' } },
    ];
  },
  get bad() {
    return [
      {
        before: mode(false),
        values: mode(true),
        at: 'pyroscope.components.tenant-settings.resources.limits.memory',
      },
      {
        chart: '1.15.1',
        before: mode(false),
        values: mode(true),
        at: 'pyroscope.components.tenant-settings.resources.limits.memory',
      },
      { manifests: rendered(IN_V2), asked: { phase: 'dual' }, at: `memory: ${IN_V2}` },
    ];
  },
  judge({ now, before }, report) {
    if (!hasV2(now) || now.values?.isTrue('architecture', 'overwriteResources')) return;
    const fallen = AFFECTED.flatMap((name) => {
      const at: Known<string> | undefined = componentOf(now, name)?.memoryLimit;
      const was = limitInV1(before, now, name);
      const isChosen = at?.by === 'person' || sure(at) !== IN_V2;
      return at === undefined || isChosen || was === undefined || was === IN_V2 ? [] : [{ name, at, was }];
    });
    const [first] = fallen;
    if (!first) return;
    report({
      at: first.at,
      what: `the memory limit of ${fallen.map(({ name }) => name).join(' and ')} is ${IN_V2} in ${likely(now.phase)}, after ${first.was} in v1`,
      fix: `set resources.limits.memory: ${first.was} for each under pyroscope.components.<name>`,
    });
  },
};
