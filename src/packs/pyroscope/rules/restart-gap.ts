import { type Component, likely, sure } from '../../../pack.ts';
import {
  hasV2,
  type PyroscopeCase,
  type PyroscopeComponent,
  type PyroscopeRule,
  singleBinaryOf,
} from '../read/facts.ts';
import { DUAL, EXPERIMENT, oneBinary, PHASE_FLAGS_1, PHASE_FLAGS_2, V1, V2 } from './examples.ts';

/** Seconds until a single binary was ready (servers 1.21.0 and 2.2.1). */
const READY_AFTER: Readonly<Record<string, number>> = { v1: 16, dual: 62, v2: 47 };

/** Seconds that a single binary took to stop, at most. */
const STOPS_AFTER = 31;
const ENOUGH = 60;
const KEY = 'terminationGracePeriodSeconds';

const GRACE = `pyroscope:\n  ${KEY}: ${ENOUGH}\n`;

const rendered = (args: readonly string[], pod = ''): string =>
  oneBinary('2.2.1', { args, data: 'template', pod });
const graceful = (args: readonly string[]): string => rendered(args, `${KEY}: ${ENOUGH}\n`);

/** What the pod's template holds, for a look at whether a step changes it. */
const templateOf = ({ flags, variables }: Component): string =>
  JSON.stringify(
    [flags, variables].map((one) => Object.entries(one).map(([name, said]) => [name, likely(said)])),
  );

/** Whether the step replaces the pod for certain: by another phase, or in render by an edit. */
function isReplaced({ now, before, rendered }: PyroscopeCase, all: PyroscopeComponent): boolean {
  const earlier = before ?? rendered;
  const was = earlier && singleBinaryOf(earlier);
  if (!was || (before && sure(before.phase) === undefined)) return false;
  const changesPhase = sure(earlier.phase) !== sure(now.phase);
  return changesPhase || (before === undefined && templateOf(was) !== templateOf(all));
}

export const restartGap: PyroscopeRule = {
  id: 'restart-gap',
  formerly: ['termination-grace-too-short'],
  severity: 'info',
  corrects: true,
  summary: 'a single binary refuses pushes for about a minute at each step',
  why: 'Its only pod is replaced and takes a while to become ready: until then, pushes are refused.',
  details: `One pod is replaced, and its Service drops it until it is ready: 16 s in v1, 62 s in dual, 47 s in v2 (servers 1.21.0
and 2.2.1). In dual and v2 it takes 30 to 31 s to stop, and the chart leaves it Kubernetes' 30: it may be killed before it has
written out everything. \`pyroscope.terminationGracePeriodSeconds: 60\` helps against the latter, and so does the correction.
For the gap choose a quiet hour.`,
  audit: ['B17'],
  sources: ['servers 1.21.0 and 2.2.1, run'],
  get good() {
    return [
      { values: DUAL },
      { before: DUAL, values: DUAL },
      {
        before: V1,
        values: `${DUAL}  microservices:\n    enabled: true\n`,
      },
      { before: V1, values: `${DUAL}${GRACE}  replicaCount: 3\n` },
      { manifests: rendered(PHASE_FLAGS_2.v2), asked: { phase: 'v2' } },
    ];
  },
  get bad() {
    return [
      { before: V1, values: DUAL, at: 'architecture.storage' },
      { before: V1, values: DUAL + GRACE, at: 'architecture.storage' },
      { before: DUAL, values: V2, at: 'architecture.storage' },
      {
        before: V1,
        values: `${DUAL}pyroscope:\n  replicaCount: 3\n`,
        at: 'architecture.storage',
      },
      { fromChart: '2.0.1', values: '{}', at: 'architecture.storage' },
      { manifests: rendered(PHASE_FLAGS_2.dual), asked: { phase: 'v2' }, at: 'spec:' },
      {
        manifests: graceful(PHASE_FLAGS_2.dual),
        asked: { phase: 'v2' },
        at: `${KEY}: ${ENOUGH}`,
      },
      {
        manifests: rendered(PHASE_FLAGS_2.v2),
        asked: { phase: 'v2', correct: 'restart-gap' },
        after: graceful(PHASE_FLAGS_2.v2),
      },
      {
        manifests: oneBinary('1.21.0', { args: PHASE_FLAGS_1.dual, env: EXPERIMENT, data: 'template' }),
        asked: { phase: 'dual', correct: 'termination-grace-too-short' },
        after: oneBinary('1.21.0', {
          args: PHASE_FLAGS_1.dual,
          env: EXPERIMENT,
          data: 'template',
          pod: `${KEY}: ${ENOUGH}\n`,
        }),
      },
    ];
  },
  judge(of, report) {
    const { now } = of;
    const all = singleBinaryOf(now);
    const [phase, seconds] = [sure(now.phase), READY_AFTER[sure(now.phase) ?? '']];
    if (!all || seconds === undefined) return;
    const { object, gracePeriod } = all;
    const isShort = hasV2(now) && (sure(gracePeriod) ?? ENOUGH) <= STOPS_AFTER;
    const replaced = isReplaced(of, all);
    const isOnly = sure(all.replicas) === 1;
    if (!isShort && !(replaced && isOnly)) return;
    const gap = `the step to ${phase} leaves the single binary down for about ${seconds} s`;
    const short = `it gets ${sure(gracePeriod)} s to stop and takes 30 to ${STOPS_AFTER}`;
    report({
      at: object ? gracePeriod : now.values?.place('architecture', 'storage'),
      // Between steps it is nobody's news, but the correction stays once it was asked for.
      ...(!replaced && { inRender: 'offer' as const }),
      what: isOnly
        ? `${gap}${isShort ? `; ${short}` : ''}`
        : `each pod of the single binary may be killed: ${short}`,
      fix: `${isShort ? `set pyroscope.${KEY}: ${ENOUGH}, and choose` : 'choose'} a quiet hour`,
      ...(isShort &&
        object && {
          correct: (edit) =>
            edit.set(
              object,
              ['spec', 'template', 'spec', KEY],
              ENOUGH,
              object.has('spec', 'template', 'spec', 'volumes') ? 'volumes' : 'containers',
            ),
        }),
    });
  },
};
