import type { Finding, Transition } from '../../../src/pack.ts';
import type { Layout } from '../../../src/packs/pyroscope/facts/components.ts';
import type { PyroscopePhase } from '../../../src/packs/pyroscope/facts/phases.ts';
import { pyroscope } from '../../../src/packs/pyroscope/index.ts';
import type { PyroscopeState } from '../../../src/packs/pyroscope/read/facts.ts';
import { releaseValues, stateOfValues } from '../../../src/release/from-values.ts';
import { judgeStep } from '../../../src/release/judge-step.ts';
import { NOTHING_PERMITTED } from '../../../src/rules/judge.ts';
import { readValuesText } from '../../../src/values/read-values.ts';
import { timeLine } from './history.ts';

/** What differs from a sound release in microservices on chart 2.2.1. */
interface Changes {
  readonly chart?: string;
  readonly mode?: Layout;
  /** An image's tag. */
  readonly server?: string;
  readonly weights?: { readonly ingester: number; readonly segmentWriter: number };
  readonly queryBackendFrom?: string;
}

const WEIGHTS = { ingester: 1, segmentWriter: 1 };

/** Weights as flags: charts 1.x pass no others on. */
function valuesOf(phase: PyroscopePhase | 'off', changes: Changes): string {
  const { mode = 'microservices', server = '2.2.1', weights = WEIGHTS, queryBackendFrom = 'auto' } = changes;
  const on = (layer: 'v1' | 'v2'): boolean => phase === layer || phase === 'dual';
  const flags = {
    'write-path.ingester-weight': weights.ingester,
    'write-path.segment-writer-weight': weights.segmentWriter,
  };
  return JSON.stringify({
    architecture: {
      storage: { v1: on('v1'), v2: on('v2'), migration: { queryBackendFrom } },
      microservices: { enabled: mode === 'microservices' },
    },
    pyroscope: {
      image: { tag: server },
      structuredConfig: { storage: { backend: 's3', s3: { bucket_name: 'profiles' } } },
      ...(phase === 'dual' && { extraArgs: { ...flags, 'storage.backend': 's3' } }),
      ...(mode === 'legacy' && {
        components: {
          distributor: { kind: 'Deployment' },
          ingester: { kind: 'StatefulSet' },
          'query-frontend': { kind: 'Deployment' },
        },
      }),
    },
  });
}

const sides = new Map<string, PyroscopeState>();

/** A release that every step may start from or end in: one chart, one mode, whole weights. */
export function side(phase: PyroscopePhase | 'off', changes: Changes = {}): PyroscopeState {
  const text = valuesOf(phase, changes);
  const { chart = '2.2.1' } = changes;
  const key = `${chart} ${text}`;
  const made = sides.get(key);
  if (made) return made;
  const user = readValuesText(text, 'values.yaml');
  if (!user.ok || user.value.kind !== 'map') throw new Error('the values are not read');
  const textOf = (): string => text;
  const release = releaseValues({ user: user.value, chart, helm: 4, textOf }, pyroscope);
  const state = stateOfValues(pyroscope, release, textOf);
  sides.set(key, state);
  return state;
}

/** What stands against a step, and what the pack says of it. */
export interface Judged extends Transition {
  readonly refusals: readonly Finding[];
  readonly consequences: readonly string[];
}

/** @param now milliseconds since 1970; later than all times where it is left out */
export function judge(
  before: PyroscopeState,
  after: PyroscopeState,
  revisions = 'v1@0!deployed',
  { first = 1, now: clock = Number.POSITIVE_INFINITY }: { first?: number; now?: number } = {},
): Judged {
  const step = { before, after, history: timeLine(revisions, first), clock };
  const { findings, transition } = judgeStep(pyroscope, step);
  const refusals = findings.filter(({ outcome }) => outcome === 'refused');
  return { consequences: [], ...transition, refusals };
}

/** The rules that yield to accepted data loss. */
export const yielding = (before: PyroscopeState, after: PyroscopeState): readonly string[] => {
  const permissions = { ...NOTHING_PERMITTED, acceptDataLoss: true };
  const step = { before, after, history: timeLine('v1@0!deployed'), clock: 0, permissions };
  return judgeStep(pyroscope, step)
    .findings.filter(({ outcome }) => outcome === 'accepted')
    .map(({ rule }) => rule);
};

/** What is refused. That a store changes with its layout or backend has tests of its own. */
export const ids = ({ refusals }: Judged): readonly string[] =>
  refusals.map(({ rule }) => rule).filter((rule) => rule !== 'store-changed');
export const consequences = (judged: Judged): string => judged.consequences.join('\n');
