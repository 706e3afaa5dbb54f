import { ALL } from '../components.ts';
import { STORAGE_PATH } from '../values/toggles.ts';
import type { PyroscopeRule } from './rule.ts';
import { replicasOf } from './shared/replicas.ts';
import { wholeNumber } from './shared/whole-number.ts';

/** Seconds until a single binary was ready (servers 1.21.0 and 2.2.1). */
const READY_AFTER: Readonly<Record<string, number>> = { v1: 16, dual: 62, v2: 47 };

const toggles = (v1: boolean, v2: boolean): string =>
  `architecture:\n  storage:\n    v1: ${v1}\n    v2: ${v2}\n`;

export const restartGap: PyroscopeRule = {
  id: 'restart-gap',
  severity: 'info',
  summary: 'a single binary refuses pushes for about a minute at each step',
  why: `One pod is replaced, and its Service drops it until it is ready: 16 s in v1, 62 s in dual, 47 s in v2 (servers 1.21.0
and 2.2.1). It stops in 30 to 31 s, and the chart leaves it Kubernetes' 30: it may be killed before it has written out
everything. \`pyroscope.terminationGracePeriodSeconds: 60\` cures the latter; for the gap choose a quiet hour.`,
  audit: ['B17'],
  since: '0.2.0',
  sources: ['servers 1.21.0 and 2.2.1, run'],
  valid: [
    { values: toggles(true, true) },
    { fromValues: toggles(true, true), values: toggles(true, true) },
    {
      fromValues: toggles(true, false),
      values: `${toggles(true, true)}  microservices:\n    enabled: true\n`,
    },
    { fromValues: toggles(true, false), values: `${toggles(true, true)}pyroscope:\n  replicaCount: 3\n` },
  ],
  invalid: [
    { fromValues: toggles(true, false), values: toggles(true, true), at: 'architecture.storage' },
    { fromValues: toggles(true, true), values: toggles(false, true), at: 'architecture.storage' },
    { fromChart: '2.0.1', values: '{}', at: 'architecture.storage' },
  ],
  message: ({ before, after, seconds, grace }) => ({
    what: `the step from ${before} to ${after} leaves the single binary down for about ${seconds} s`,
    why:
      grace === ''
        ? 'its one pod is replaced and ready late: pushes are refused meanwhile'
        : 'its one pod is replaced and ready late: pushes are refused meanwhile; stopping takes 30 to 31 s and Kubernetes leaves it 30',
    remedy: `${grace === '' ? 'choose' : `set ${grace}: 60, and choose`} a quiet hour`,
  }),
  check(values) {
    const { previous, phase, mode, components, given } = values;
    const seconds = READY_AFTER[phase];
    if (!previous || mode !== 'single-binary' || previous.mode !== 'single-binary') return [];
    if (previous.phase === phase || previous.phase === 'off' || seconds === undefined) return [];
    const binary = components.find(({ name }) => name === ALL);
    if (!binary || replicasOf(binary) !== 1) return [];
    const hasGrace = (wholeNumber(binary.value('terminationGracePeriodSeconds')) ?? 30) > 31;
    const grace = hasGrace ? '' : 'pyroscope.terminationGracePeriodSeconds';
    const args = { before: previous.phase, after: phase, seconds, grace };
    return [{ at: given(...STORAGE_PATH) ?? STORAGE_PATH, on: 'key', args }];
  },
};
