import { isBefore } from '../../../chart/versions.ts';
import { FIRST_CHART } from '../facts/charts.ts';
import type { Phase } from '../phases.ts';
import type { ComponentValues } from '../values/component-values.ts';
import type { PyroscopeChange } from '../values/pyroscope-values.ts';
import type { PyroscopeRule } from './rule.ts';
import { namesOf, type WrittenArg, writtenArgs } from './shared/extra-args.ts';
import { renderedText } from './shared/rendered-text.ts';
import { shownPath, writtenFor } from './shared/written-path.ts';

const V1 = 'architecture:\n  storage:\n    v1: true\n    v2: false\n';
const DUAL = 'architecture:\n  storage:\n    v1: true\n    v2: true\n';
const args = (text: string): string => `pyroscope:\n  extraArgs:\n    ${text}\n`;

/** What the chart itself gives a flag by phase; where a phase is missing, the flag is free there, or another rule's. */
interface PhaseFlag {
  readonly name: string;
  readonly majors: readonly number[];
  readonly own: Partial<Record<Phase, string>>;
}

const PHASE_FLAGS: readonly PhaseFlag[] = [
  { name: 'architecture.storage', majors: [2], own: { v1: 'v1', dual: 'v1-v2-dual', v2: 'v2' } },
  { name: 'write-path', majors: [1, 2], own: { dual: 'combined' } },
  { name: 'enable-query-backend', majors: [1], own: { v2: 'true' } },
  { name: 'all.enable-v1-write-path', majors: [1], own: { dual: 'true' } },
  { name: 'all.enable-v1-read-path', majors: [1], own: { dual: 'true' } },
];

/** Up to 1.21.0 the chart gives these flags to the components that act on them alone. */
const CONCERNED: Readonly<Record<string, readonly string[]>> = {
  'write-path': ['all', 'distributor'],
  'enable-query-backend': ['all', 'query-frontend'],
  'all.enable-v1-write-path': ['all'],
  'all.enable-v1-read-path': ['all'],
};

const HARM: Readonly<Record<string, string>> = {
  'architecture.storage':
    'the flag beats the toggles: the server runs in another phase than its ports, volumes and addresses were rendered for, and exits or hides data',
  'write-path': 'the chart leaves its own write path out, so one of the two stores gets nothing',
  'enable-query-backend': 'nothing reads v2, the only storage that is on: queries find nothing',
  'all.enable-v1-write-path': 'the modules of v1 are off while the phase is dual',
  'all.enable-v1-read-path': 'the modules of v1 are off while the phase is dual',
  target: 'the pod runs another component than the one it is rendered as',
};

interface Contradiction extends WrittenArg {
  readonly text: string;
  readonly own: string;
}

const concerned = ({ flag, components }: WrittenArg, major: number): readonly ComponentValues[] =>
  major >= 2 ? components : components.filter(({ name }) => CONCERNED[flag]?.includes(name) ?? true);

function againstPhase(arg: WrittenArg, { phase, chartMajor }: PyroscopeChange): readonly Contradiction[] {
  const known = PHASE_FLAGS.find(({ name, majors }) => name === arg.flag && majors.includes(chartMajor));
  const own = phase === 'off' ? undefined : known?.own[phase];
  const text = renderedText(arg.node);
  if (own === undefined || text === undefined || text === own) return [];
  const components = concerned(arg, chartMajor);
  return components.length === 0 ? [] : [{ ...arg, components, text, own }];
}

/** A target of its own takes a component's place; a single binary may be meant to run some of its modules. */
function againstComponent(arg: WrittenArg): readonly Contradiction[] {
  const text = renderedText(arg.node);
  if (arg.flag !== 'target' || text === undefined) return [];
  const components = arg.components.filter(({ name }) => name !== text && name !== 'all');
  const [first] = components;
  return first ? [{ ...arg, components, text, own: first.name }] : [];
}

function report(values: PyroscopeChange, { flag, node, components, text, own }: Contradiction) {
  const [first] = components;
  const path = first && writtenFor(values, first, 'extraArgs', flag)?.path;
  const reported = {
    flag,
    text,
    own,
    phase: values.phase,
    components: namesOf(components),
    key: shownPath(path ?? ['pyroscope', 'extraArgs', flag]),
  };
  return { at: node, args: reported };
}

export const extraArgsContradictToggles: PyroscopeRule = {
  id: 'extra-args-contradict-toggles',
  severity: 'error',
  summary: 'extraArgs set a flag to another phase than the storage toggles say',
  why: `A flag in \`extraArgs\` takes the place of the chart's own. \`architecture.storage\` in particular decides what the
server runs, while the toggles still decide which ports, volumes, addresses and components are rendered: with
\`architecture.storage: v2\` and toggles of v1, chart 2.0.1 renders no metastore and \`-write-path=ingester\`, and the server
exits: \`write-path=segment-writer is required for v2 storage layer\`.

Say the phase in \`architecture.storage.v1\` and \`.v2\` alone and take the flag out.`,
  since: '0.2.0',
  sources: [
    'charts 1.21.0 and 2.0.1, rendered by helm',
    'servers 1.21.0 and 2.2.1, started with those arguments',
    'GiganticMinecraft/seichi_infra, where it happened',
  ],
  valid: [
    { values: `${V1}${args('architecture.storage: v1')}` },
    { values: `${DUAL}${args('write-path: combined')}` },
    { chart: '1.21.0', values: `${V1}${args('architecture.storage: v2')}` },
    { chart: '1.21.0', values: `${V1}${args('write-path: combined')}` },
    { values: `${V1}${args('target: all')}` },
    { values: `${V1}${args(`architecture.storage: \${STORAGE}`)}` },
  ],
  invalid: [
    {
      chart: '2.0.1',
      values: args('architecture.storage: v2'),
      at: 'pyroscope.extraArgs.architecture\\.storage',
    },
    { values: `${DUAL}${args('write-path: ingester')}`, at: 'pyroscope.extraArgs.write-path' },
    {
      chart: '1.15.1',
      values: `${DUAL}${args('write-path: ingester')}`,
      at: 'pyroscope.extraArgs.write-path',
    },
    {
      values: `${V1}  microservices:\n    enabled: true\n${args('target: ingester')}`,
      at: 'pyroscope.extraArgs.target',
    },
  ],
  message: ({ flag, text, own, phase, components, key }) => ({
    what:
      flag === 'target'
        ? `extraArgs make ${components} run as ${text}`
        : `extraArgs say -${flag}=${text} for ${components}, and the toggles say ${phase}`,
    why: HARM[String(flag)] ?? 'the flag beats the toggles',
    remedy:
      flag === 'target'
        ? `take ${key} out: the chart writes -target=${own} itself`
        : `take ${key} out and say the phase by architecture.storage.v1 and .v2 alone (${phase} has ${own})`,
  }),
  check(values) {
    if (isBefore(values.chart, FIRST_CHART.phases)) return [];
    return writtenArgs(values)
      .flatMap((arg) => [...againstPhase(arg, values), ...againstComponent(arg)])
      .map((found) => report(values, found));
  },
};
