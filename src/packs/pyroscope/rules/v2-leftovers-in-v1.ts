import { likely, sure, type Violation } from '../../../pack.ts';
import { shownPath } from '../../../rules/settings.ts';
import { isChart2, isExperimentChart } from '../facts/charts.ts';
import { type FlagSupport, flagSupport, V1_MODULE_FLAGS } from '../facts/flags.ts';
import type { PyroscopePhase } from '../facts/phases.ts';
import { keyOfFlag } from '../facts/settings.ts';
import {
  chartOf,
  namesOf,
  type PyroscopeComponent,
  type PyroscopeRule,
  type PyroscopeState,
  placeOfFlagKey,
  together,
} from '../read/facts.ts';
import {
  DUAL,
  EXPERIMENT as EXPERIMENT_ON,
  oneBinary,
  PHASE_FLAGS_1,
  PHASE_FLAGS_2,
  V1,
} from './examples.ts';

/** Any text but the empty one makes a 1.x server know the flags of v2, `0` and `false` too (tried on 1.21.0). */
const EXPERIMENT = 'PYROSCOPE_V2_EXPERIMENT';

const WEIGHT = 'pyroscope:\n  extraArgs:\n    write-path.segment-writer-weight: "1"\n';
const AT_WEIGHT = 'pyroscope.extraArgs.write-path\\.segment-writer-weight';
const variable = (text: string): string => `pyroscope:\n  extraEnvVars:\n    ${EXPERIMENT}: ${text}\n`;
const BUCKET = '  structuredConfig:\n    storage:\n      backend: s3\n';
const AT_VARIABLE = `pyroscope.extraEnvVars.${EXPERIMENT}`;
const READ_PATH = 'pyroscope:\n  extraArgs:\n    all.enable-v1-read-path: "false"\n';
const WEIGHT_FLAG = '-write-path.segment-writer-weight=0.5';

interface LeftFlag {
  readonly component: PyroscopeComponent;
  readonly flag: string;
  readonly server: string;
}

/** The flags of a component that its server knows, or does not, in the given way. */
function flagsThat(component: PyroscopeComponent, support: FlagSupport): readonly LeftFlag[] {
  const server = sure(component.server);
  if (server === undefined) return [];
  return Object.keys(component.flags)
    .filter((flag) => flagSupport(flag, server) === support)
    .map((flag) => ({ component, flag, server }));
}

interface Words {
  readonly what: string;
  readonly fix: string;
}

/** A violation for each flag, to be dropped wherever it stands. */
function dropEach(
  found: readonly LeftFlag[],
  words: (one: LeftFlag, names: string) => Words,
): readonly Violation[] {
  const groups = together(
    found,
    ({ component, flag }) => placeOfFlagKey(component, flag),
    ({ flag }) => flag,
  );
  return groups.map((group) => {
    const [first] = group;
    const { component, flag } = first;
    return {
      at: placeOfFlagKey(component, flag),
      ...words(first, namesOf(group.map((one) => one.component))),
      why: `The server exits at start: flag provided but not defined: -${flag}.`,
      correct: (edit) => {
        for (const one of group) edit.flag(one.component.name, flag, undefined);
      },
    };
  });
}

/** Audit B10. */
const ofModules = ({ components }: PyroscopeState): readonly Violation[] =>
  dropEach(
    components
      .flatMap((one) => flagsThat(one, 'unknown'))
      .filter(({ flag }) => V1_MODULE_FLAGS.includes(flag)),
    ({ component, flag, server }, names) => ({
      what: `extraArgs give ${names} -${flag} of 1.x, which server ${server} does not know`,
      fix: `remove ${keyOfFlag(component, flag)}: from 2.0.0 on, only the toggles decide which parts run`,
    }),
  );

const isSet = ({ variables }: PyroscopeComponent): boolean => {
  const found = variables[EXPERIMENT];
  return found !== undefined && sure(found) !== '';
};

/** Whether something else may set the variable, such as a Secret that extraEnvFrom names. */
const maySet = (component: PyroscopeComponent): boolean =>
  isSet(component) || component.values?.isTrue('extraEnvFrom') === true;

/** Audit B7. */
const ofFlags = ({ components }: PyroscopeState): readonly Violation[] =>
  dropEach(
    components.filter((one) => !maySet(one)).flatMap((one) => flagsThat(one, 'experiment')),
    ({ component, flag, server }, names) => ({
      what: `extraArgs give ${names} -${flag}, which server ${server} knows only with v2 on`,
      fix: `remove ${keyOfFlag(component, flag)} from the file while v2 is off`,
    }),
  );

/** Whether the modules of v2 have a bucket to start with. */
const hasBucket = (state: PyroscopeState, component: PyroscopeComponent): boolean =>
  state
    .setting('storageBackend')
    .some((one) => one.component === component && one.by !== 'default' && sure(one) !== '');

/** Audit B8, in v1. */
function setInV1(state: PyroscopeState, components: readonly [PyroscopeComponent, ...PyroscopeComponent[]]) {
  const isServed = components.every((one) => hasBucket(state, one));
  return {
    severity: isServed ? 'warning' : 'error',
    what: `${EXPERIMENT} is set for ${namesOf(components)} with v2 off`,
    why: isServed
      ? 'The server starts the modules of v2 beside v1, without an address for any of them.'
      : 'The server starts the modules of v2 and exits: storage bucket is required for segment writer.',
    correct: (edit) => {
      for (const component of components) {
        edit.variable(component.name, EXPERIMENT, undefined);
        // Without the variable the server knows none of them.
        for (const { flag } of flagsThat(component, 'experiment')) edit.flag(component.name, flag, undefined);
      }
    },
  } satisfies Omit<Violation, 'fix'>;
}

/** Audit B8, with v2 on. */
const emptyWithV2 = (components: readonly [PyroscopeComponent, ...PyroscopeComponent[]]) =>
  ({
    what: `${EXPERIMENT} is empty for ${namesOf(components)} with v2 on`,
    why: 'The chart omits its own, and the server does not know v2 flags: flag provided but not defined: -query-backend.address.',
    correct: (edit) => {
      for (const { name } of components) edit.variable(name, EXPERIMENT, '1');
    },
  }) satisfies Omit<Violation, 'fix'>;

function ofVariable(state: PyroscopeState, phase: PyroscopePhase): readonly Violation[] {
  const isOdd = (one: PyroscopeComponent): boolean =>
    phase === 'v1' ? isSet(one) : sure(one.variables[EXPERIMENT]) === '';
  const groups = together(
    state.components.filter(isOdd),
    ({ variables }) => variables[EXPERIMENT]?.place,
    () => EXPERIMENT,
  );
  return groups.map((components) => {
    const said = components[0].variables[EXPERIMENT];
    const path = said?.place?.in === 'values' ? said.place.path : ['pyroscope', 'extraEnvVars', EXPERIMENT];
    return {
      at: said,
      fix: `remove ${shownPath(path)}: the chart sets it when v2 is on`,
      ...(phase === 'v1' ? setInV1(state, components) : emptyWithV2(components)),
    };
  });
}

function leftovers(state: PyroscopeState): readonly Violation[] {
  const chart = chartOf(state);
  const phase = likely(state.phase);
  if (isChart2({ chart })) return ofModules(state);
  if (!isExperimentChart({ chart }) || phase === undefined) return [];
  return [...ofVariable(state, phase), ...(phase === 'v1' ? ofFlags(state) : [])];
}

/** Audit B7, B8 and B10: what tuned one phase stays in the values when the phase or the chart changes. */
export const v2LeftoversInV1: PyroscopeRule = {
  id: 'v2-leftovers-in-v1',
  formerly: ['v2-flags-left-in-v1', 'experiment-variable-against-phase', 'v1-module-flags-on-2.x'],
  severity: 'error',
  corrects: true,
  inRender: 'correct',
  summary: 'a flag or variable of another phase or major version is left over, and the server exits',
  why: 'What tuned one phase stays in the values when the phase or the chart changes, and the server no longer takes it.',
  details: `Servers 1.x know the flags of v2 only with the variable \`${EXPERIMENT}\`, which charts 1.15.1 to 1.21.0 set
with v2 on. After a rollback to v1 the flags in \`extraArgs\` stay and the variable goes: server 1.21.0 was seen to exit,
\`flag provided but not defined: -write-path.segment-writer-weight\` (and so for \`-enable-query-backend-from\`). Take the
flags out of the file before v2 is switched off. \`null\` does not remove a flag: the chart then writes it without a value.

The charts omit the variable if \`extraEnvVars\` contain it. Left over in v1 it switches the modules of v2 on: server
1.21.0 exited without a bucket, \`segment-writer: storage bucket is required for segment writer\`; with one it runs more than
was asked for (a warning). Empty with v2 on it hides every flag of v2, and the server exits:
\`flag provided but not defined: -query-backend.address\`. Leave the variable to the chart.

\`all.enable-v1-write-path\` and \`all.enable-v1-read-path\` are flags of servers 1.20 and 1.21. Server 2.x was seen to
exit: \`flag provided but not defined: -all.enable-v1-read-path\`. From 2.0.0 on \`-architecture.storage\`, which the chart
writes from the toggles, says which parts run.`,
  audit: ['B7', 'B8', 'B10'],
  sources: [
    'charts 1.15.1 to 1.21.0, rendered by helm',
    'servers 1.15.0 to 1.21.0, -help-all with and without the variable',
    'servers 1.20.3 to 2.2.1, -help-all',
    'servers 1.21.0 and 2.2.1, started',
  ],
  get good() {
    return [
      { chart: '1.21.0', values: WEIGHT.replace('write-path.segment-writer-weight', 'log.level') },
      { chart: '1.21.0', values: `${V1.replace('false', 'true')}${WEIGHT}` },
      { chart: '2.0.0', values: `${V1}${WEIGHT}` },
      { chart: '1.21.0', values: `${WEIGHT}  extraEnvFrom:\n    - secretRef:\n        name: own\n` },
      { chart: '1.21.0', values: `${DUAL}${variable('"1"')}` },
      { chart: '1.21.0', values: variable('""') },
      { chart: '2.0.0', values: variable('"1"') },
      {
        chart: '1.21.0',
        values: `architecture:\n  storage:\n    v2: true\n${READ_PATH.replace('"false"', '"true"')}`,
      },
      { values: 'pyroscope:\n  extraArgs:\n    enable-query-backend: "true"\n' },
      {
        manifests: oneBinary('1.21.0', { args: [WEIGHT_FLAG, ...PHASE_FLAGS_1.dual], env: EXPERIMENT_ON }),
        asked: { phase: 'dual' },
      },
    ];
  },
  get bad() {
    return [
      { chart: '1.21.0', values: `${V1}${WEIGHT}`, at: AT_WEIGHT },
      { chart: '1.15.1', values: WEIGHT, at: AT_WEIGHT },
      { chart: '1.21.0', values: WEIGHT.replace('"1"', 'null'), at: AT_WEIGHT },
      { chart: '1.21.0', values: variable('"1"'), at: AT_VARIABLE },
      { chart: '1.15.1', values: `${variable('"1"')}${BUCKET}`, at: AT_VARIABLE },
      { chart: '1.21.0', values: `${DUAL}${variable('""')}`, at: AT_VARIABLE },
      { values: READ_PATH, at: 'pyroscope.extraArgs.all\\.enable-v1-read-path' },
      {
        chart: '2.0.0',
        values: READ_PATH.replace('read', 'write'),
        at: 'pyroscope.extraArgs.all\\.enable-v1-write-path',
      },
      {
        manifests: oneBinary('1.21.0', { args: [WEIGHT_FLAG] }),
        asked: { phase: 'v1' },
        at: WEIGHT_FLAG,
        after: oneBinary('1.21.0'),
      },
      {
        manifests: oneBinary('1.21.0', {
          args: ['-compaction-worker.job-concurrency=2'],
          env: { ...EXPERIMENT_ON, OWN: 'kept' },
        }),
        asked: { phase: 'v1' },
        at: EXPERIMENT,
        after: oneBinary('1.21.0', { env: { OWN: 'kept' } }),
      },
      {
        manifests: oneBinary('1.21.0', { args: PHASE_FLAGS_1.dual, env: { [EXPERIMENT]: '' } }),
        asked: { phase: 'dual' },
        at: EXPERIMENT,
        after: oneBinary('1.21.0', { args: PHASE_FLAGS_1.dual, env: EXPERIMENT_ON }),
      },
      {
        manifests: oneBinary('2.2.1', { args: ['-all.enable-v1-read-path=false', ...PHASE_FLAGS_2.v2] }),
        asked: { phase: 'v2' },
        at: '-all.enable-v1-read-path=false',
        after: oneBinary('2.2.1', { args: PHASE_FLAGS_2.v2 }),
      },
    ];
  },
  judge({ now }, report) {
    for (const violation of leftovers(now)) report(violation);
  },
};
