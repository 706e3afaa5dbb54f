import { releaseValues } from '../../../src/lint/build-release.ts';
import { CHART } from '../../../src/packs/pyroscope/chart/index.ts';
import type { Layout } from '../../../src/packs/pyroscope/read/facts.ts';
import { judgeTransition } from '../../../src/packs/pyroscope/steps/judge-transition.ts';
import { type ReleaseState, stateOf } from '../../../src/packs/pyroscope/steps/release-state.ts';
import { pyroscopeValues } from '../../../src/packs/pyroscope/values/pyroscope-values.ts';
import type { TransitionJudgement } from '../../../src/step/transition.ts';
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
function valuesOf(phase: ReleaseState['phase'], changes: Changes): string {
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

const sides = new Map<string, ReleaseState>();

/** A release that every step may start from or end in: one chart, one mode, whole weights. */
export function side(phase: ReleaseState['phase'], changes: Changes = {}): ReleaseState {
  const text = valuesOf(phase, changes);
  const { chart = '2.2.1' } = changes;
  const key = `${chart} ${text}`;
  const made = sides.get(key);
  if (made) return made;
  const user = readValuesText(text, 'values.yaml');
  if (!user.ok || user.value.kind !== 'map') throw new Error('the values are not read');
  const release = releaseValues({ user: user.value, chart, helm: 4, textOf: () => text }, CHART);
  const state = stateOf(pyroscopeValues(release));
  sides.set(key, state);
  return state;
}

export const judge = (
  before: ReleaseState,
  after: ReleaseState,
  revisions = 'v1@0!deployed',
  { first = 1, now }: { first?: number; now?: number } = {},
): TransitionJudgement => judgeTransition(before, after, timeLine(revisions, first), now);

/** What is refused. That a store changes with its layout or backend has tests of its own. */
export const ids = ({ refusals }: TransitionJudgement): readonly string[] =>
  refusals.map(({ id }) => id).filter((id) => id !== 'store-changed');
export const consequences = (judgement: TransitionJudgement): string => judgement.consequences.join('\n');
