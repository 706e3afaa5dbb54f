import { both } from '../../../english.ts';
import { type Known, likely, sure } from '../../../pack.ts';
import { EXAMPLE_CHART } from '../facts/charts.ts';
import { togglesInWords } from '../facts/phases.ts';
import {
  componentOf,
  hasV2,
  type PyroscopeCase,
  type PyroscopeRule,
  type PyroscopeState,
} from '../read/facts.ts';
import { each, manifests, PHASE_FLAGS_2 } from './examples.ts';

/** The components of both layers that the chart limits otherwise in v1 and in v2 (charts 1.15.1 to 2.2.1). */
const AFFECTED = ['tenant-settings', 'ad-hoc-profiles'];
const MEMORY_LIMIT = ['limits', 'memory'] as const;
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

interface Fallen {
  readonly name: string;
  readonly at: Known<string>;
  /** The limit of v1. */
  readonly was: string;
}

/** What render takes back to v1 keeps the limits that Helm rendered with v2: phasegate edits flags, and no resources. */
function keptInV1({ now, rendered }: PyroscopeCase): readonly Fallen[] {
  if (!rendered || hasV2(now) || !hasV2(rendered)) return [];
  return AFFECTED.flatMap((name) => {
    const at: Known<string> | undefined = componentOf(now, name)?.resources?.at(...MEMORY_LIMIT);
    return at && sure(at) === IN_V2 ? [{ name, at, was: IN_V1 }] : [];
  });
}

function fallenWithV2({ now, before }: PyroscopeCase): readonly Fallen[] {
  if (!hasV2(now)) return [];
  return AFFECTED.flatMap((name) => {
    const at: Known<string> | undefined = componentOf(now, name)?.resources?.at(...MEMORY_LIMIT);
    const was = limitInV1(before, now, name);
    const isChosen = at?.by === 'person' || sure(at) !== IN_V2;
    return at === undefined || isChosen || was === undefined || was === IN_V2 ? [] : [{ name, at, was }];
  });
}

/** What the step before limited a component to. Without it, what the chart does in v1, which manifests alone need. */
function limitInV1(
  before: PyroscopeState | undefined,
  now: PyroscopeState,
  name: string,
): string | undefined {
  if (!before) return now.readFrom === 'manifests' ? IN_V1 : undefined;
  return likely(before.phase) === 'v1'
    ? sure(componentOf(before, name)?.resources?.at(...MEMORY_LIMIT))
    : undefined;
}

export const memoryLimitShrinksInDual: PyroscopeRule = {
  id: 'memory-limit-shrinks-in-dual',
  formerly: ['limits-shrink'],
  severity: 'info',
  summary: 'tenant-settings and ad-hoc-profiles have 256Mi in dual and v2, 4Gi in v1',
  why: 'The chart merges its block for v2 over the one for v1 where values-micro-services.yaml is not in use.',
  details: `The chart merges its block for v2 over the one for v1. Where neither \`values-micro-services.yaml\` nor values of your own
set resources, tenant-settings and ad-hoc-profiles fall from 4Gi to 256Mi with dual (charts 1.15.1 to 2.2.1, rendered by helm).
ad-hoc-profiles reads whole profiles into memory. Values show it only beside the values before (\`--from-values\`).

Render edits no resources: what it takes back to v1 from a render of dual keeps the 256Mi.`,
  audit: ['C8'],
  sources: ['charts 1.15.1 to 2.2.1, rendered by helm'],
  get good() {
    return [
      { values: mode(true) },
      { before: mode(false), values: mode(true) + KEPT },
      { before: mode(true), values: mode(true) },
      { before: mode(true) + KEPT, values: mode(true) },
      { manifests: rendered('4Gi'), asked: { phase: 'dual' } },
      { manifests: rendered('4Gi'), asked: { phase: 'v1' } },
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
      { manifests: rendered(IN_V2), asked: { phase: 'v1' }, at: `memory: ${IN_V2}` },
    ];
  },
  judge(of, report) {
    const fallen = fallenWithV2(of);
    const kept = keptInV1(of);
    const [first] = [...fallen, ...kept];
    if (!first) return;
    const names = both([...fallen, ...kept].map(({ name }) => name));
    const isKept = kept.length > 0;
    report({
      at: first.at,
      what: isKept
        ? `the memory limit of ${names} stays ${IN_V2} in v1, where the chart's own v1 has ${first.was}`
        : `the memory limit of ${names} is ${IN_V2} in ${likely(of.now.phase)}, after ${first.was} in v1`,
      ...(isKept && { why: 'Helm rendered them with v2 on, and phasegate edits no resources.' }),
      fix: `${isKept ? `let Helm render v1 (${togglesInWords('v1')}), or ` : ''}set resources.limits.memory: ${first.was} for each under pyroscope.components.<name>`,
    });
  },
};
