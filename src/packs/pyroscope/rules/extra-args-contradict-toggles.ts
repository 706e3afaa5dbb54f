import { isBefore } from '../../../chart/versions.ts';
import { type Known, likely, sure } from '../../../pack.ts';
import { FIRST_CHART } from '../facts/charts.ts';
import { ALL } from '../facts/components.ts';
import type { PyroscopePhase } from '../facts/phases.ts';
import { keyOfFlag } from '../facts/settings.ts';
import {
  chartMajorOf,
  chartOf,
  namesOf,
  type PyroscopeComponent,
  type PyroscopeRule,
  type PyroscopeState,
  together,
} from '../read/facts.ts';
import { DUAL, extraArgs, manifests, oneBinary, PHASE_FLAGS_2, V1, V2 } from './examples.ts';

/** What the chart itself gives a flag by phase; `none` where it gives it none; elsewhere the flag is free, or another rule's. */
interface PhaseFlag {
  readonly name: string;
  readonly majors: readonly number[];
  /** Up to 1.21.0 the chart gives these flags to the components that act on them alone. */
  readonly on1: readonly string[];
  readonly own: Partial<Record<PyroscopePhase, string>>;
  readonly harm: string;
}

const NONE = 'none';
const V1_MODULES = {
  majors: [1],
  on1: [ALL],
  own: { dual: 'true', v2: 'false' },
  harm: 'The modules of v1 run, or do not run, against the phase.',
} as const;

const PHASE_FLAGS: readonly PhaseFlag[] = [
  {
    name: 'architecture.storage',
    majors: [2],
    on1: [],
    own: { v1: 'v1', dual: 'v1-v2-dual', v2: 'v2' },
    harm: 'The flag overrides the toggles: the server runs in another phase than its ports, volumes and addresses were rendered for, and exits or hides data.',
  },
  {
    name: 'write-path',
    majors: [1, 2],
    on1: [ALL, 'distributor'],
    own: { dual: 'combined' },
    harm: 'The chart omits its own write path, so one of the two stores gets nothing.',
  },
  {
    name: 'enable-query-backend',
    majors: [1, 2],
    on1: [ALL, 'query-frontend'],
    own: { v2: 'true' },
    harm: 'Nothing reads v2, the only storage that is on: queries find nothing.',
  },
  {
    name: 'enable-query-backend-from',
    majors: [1, 2],
    on1: [ALL, 'query-frontend'],
    own: { v2: NONE },
    harm: 'v2 answers from that time on only, and v1, which would answer for the time before, is off.',
  },
  { name: 'all.enable-v1-write-path', ...V1_MODULES },
  { name: 'all.enable-v1-read-path', ...V1_MODULES },
];

/** The flags that the chart derives from the toggles. */
export const PHASE_FLAG_NAMES: readonly string[] = PHASE_FLAGS.map(({ name }) => name);

interface Contradiction {
  readonly component: PyroscopeComponent;
  readonly flag: string;
  readonly said: Known<string>;
  readonly text: string;
  readonly own: string;
  readonly harm: string;
}

function againstPhase(state: PyroscopeState, component: PyroscopeComponent): readonly Contradiction[] {
  const major = chartMajorOf(state);
  const phase = likely(state.phase);
  if (phase === undefined) return [];
  return PHASE_FLAGS.flatMap(({ name: flag, majors, on1, own: byPhase, harm }) => {
    const own = byPhase[phase];
    const said = component.flags[flag];
    const text = sure(said);
    if (said?.by !== 'person' || own === undefined || text === undefined || text === own) return [];
    const isConcerned = majors.includes(major) && (major >= 2 || on1.includes(component.name));
    return isConcerned ? [{ component, flag, said, text, own, harm }] : [];
  });
}

/** A target of its own takes a component's place; a single binary may be meant to run some of its modules. */
function againstComponent(component: PyroscopeComponent): readonly Contradiction[] {
  const { name, flags } = component;
  const said = flags.target;
  const text = sure(said);
  if (said?.by !== 'person' || text === undefined || text === name || name === ALL) return [];
  const harm = 'The pod runs another component than the one it is rendered as.';
  return [{ component, flag: 'target', said, text, own: name, harm }];
}

function wordsOf(found: readonly [Contradiction, ...Contradiction[]], phase: PyroscopePhase | undefined) {
  const [{ component, flag, text, own }] = found;
  const names = namesOf(found.map((one) => one.component));
  const key = keyOfFlag(component, flag);
  if (flag === 'target')
    return {
      what: `extraArgs make ${names} run as ${text}`,
      fix: `remove ${key}: the chart writes -target=${own} itself`,
    };
  const has = own === NONE ? `${phase} has no such flag` : `it is ${own} in ${phase}`;
  return {
    what: `extraArgs give ${names} -${flag}=${text}, and the phase is ${phase}`,
    fix: `remove ${key} from the file and set the phase only with architecture.storage.v1 and .v2 (${has})`,
  };
}

/** In render asked of what Helm rendered, before the flags of the phase are set. */
export const extraArgsContradictToggles: PyroscopeRule = {
  id: 'extra-args-contradict-toggles',
  formerly: ['extra-args-contradict-phase'],
  severity: 'error',
  isFirst: true,
  isIndependent: true,
  summary: 'extraArgs set a flag for a different phase than the requested one',
  why: 'A flag in extraArgs replaces what the chart writes for the phase.',
  details: `\`architecture.storage\` in particular decides what the server runs, while the toggles still decide which ports,
volumes, addresses and components are rendered: with \`architecture.storage: v2\` and toggles of v1, chart 2.0.1 renders no
metastore and \`-write-path=ingester\`, and the server exits:
\`write-path=segment-writer is required for v2 storage layer\`.

Set the phase only with \`architecture.storage.v1\` and \`.v2\`, and remove the flag from the file. \`null\` does not remove it:
the chart then writes the flag without a value. Render refuses, because it cannot tell whether the flag or the phase is the
mistake.`,
  sources: [
    'charts 1.21.0 and 2.0.1, rendered by helm',
    'servers 1.21.0 and 2.2.1, started with those arguments',
    'GiganticMinecraft/seichi_infra, where it happened',
  ],
  get good() {
    return [
      { values: `${V1}${extraArgs('architecture.storage: v1')}` },
      { values: `${DUAL}${extraArgs('write-path: combined')}` },
      { chart: '1.21.0', values: `${V1}${extraArgs('architecture.storage: v2')}` },
      { chart: '1.21.0', values: `${V1}${extraArgs('write-path: combined')}` },
      { values: `${V1}${extraArgs('target: all')}` },
      { values: `${V1}${extraArgs(`architecture.storage: \${STORAGE}`)}` },
      {
        manifests: manifests('2.2.1', { components: { distributor: {}, all: { args: PHASE_FLAGS_2.v1 } } }),
        asked: { phase: 'v1' },
      },
      {
        manifests: oneBinary('2.2.1', { args: PHASE_FLAGS_2.v2 }),
        asked: { phase: 'dual' },
      },
    ];
  },
  get bad() {
    return [
      {
        chart: '2.0.1',
        values: extraArgs('architecture.storage: v2'),
        at: 'pyroscope.extraArgs.architecture\\.storage',
      },
      { values: `${DUAL}${extraArgs('write-path: ingester')}`, at: 'pyroscope.extraArgs.write-path' },
      {
        chart: '1.15.1',
        values: `${DUAL}${extraArgs('write-path: ingester')}`,
        at: 'pyroscope.extraArgs.write-path',
      },
      {
        values: `${V2}${extraArgs('enable-query-backend: false')}`,
        at: 'pyroscope.extraArgs.enable-query-backend',
      },
      {
        chart: '1.21.0',
        values: `${V2}${extraArgs('enable-query-backend-from: auto')}`,
        at: 'pyroscope.extraArgs.enable-query-backend-from',
      },
      {
        chart: '1.21.0',
        values: `${V2}${extraArgs('all.enable-v1-read-path: true')}`,
        at: 'pyroscope.extraArgs.all\\.enable-v1-read-path',
      },
      {
        values: `${V1}  microservices:\n    enabled: true\n${extraArgs('target: ingester')}`,
        at: 'pyroscope.extraArgs.target',
      },
      {
        manifests: oneBinary('2.2.1', { args: ['-write-path=ingester', ...PHASE_FLAGS_2.dual.slice(0, 3)] }),
        asked: { phase: 'dual' },
        at: '-write-path=ingester',
      },
    ];
  },
  judge({ now }, report) {
    if (isBefore(chartOf(now), FIRST_CHART.phases)) return;
    const found = now.components.flatMap((one) => [...againstPhase(now, one), ...againstComponent(one)]);
    const groups = together(
      found,
      ({ said }) => said.place,
      ({ flag }) => flag,
    );
    for (const group of groups) {
      const [{ said, harm }] = group;
      report({ at: said, why: harm, ...wordsOf(group, likely(now.phase)) });
    }
  },
};
