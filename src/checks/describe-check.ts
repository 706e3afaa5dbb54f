import { type Case, type Check, known, type Pack, type State, unsure } from '../pack.ts';
import { NoAnswer } from './ask.ts';
import type { LiveContext } from './context.ts';

/** What is known of a check before anything is asked; `explain` and the docs show it. */
export interface CheckDescription {
  readonly id: string;
  readonly title: string;
  readonly why: string;
  /** By the phases that expect the same. */
  readonly expected: readonly { readonly phases: readonly string[]; readonly text: string }[];
  /** A shell line that shows a person the same, with `RELEASE` and `NAMESPACE` to fill in. */
  readonly command?: string;
}

/** What a check of the engine says of itself: it asks the same in every phase. */
export const everyPhase = ({
  expected,
  ...check
}: Omit<CheckDescription, 'expected'> & { readonly expected: string }): CheckDescription => ({
  ...check,
  expected: [{ phases: [], text: expected }],
});

const nobody = (): never => {
  throw new NoAnswer({ kind: 'unreachable', what: 'nobody is asked', remedy: '' });
};

/** A release of which its name and its phase alone are known. */
function nameless(phase: string): Case {
  const now: State = {
    readFrom: 'manifests',
    release: known('RELEASE', 'person'),
    namespace: known('NAMESPACE', 'person'),
    chart: unsure('no release is looked at'),
    phase: known(phase, 'person'),
    components: [],
    stores: {},
    setting: () => [],
  };
  return { now, asked: () => undefined, options: {}, clock: 0 };
}

const HOUR = 3_600_000;

const UNSEEN: LiveContext = {
  releaseName: 'RELEASE',
  namespace: 'NAMESPACE',
  pods: [],
  claims: [],
  sinceMs: HOUR,
  asksCluster: true,
  hasPrometheus: false,
  now: () => 0,
  pause: nobody,
  ask: nobody,
  askAt: nobody,
  object: nobody,
  logs: nobody,
  config: nobody,
  running: nobody,
};

/** What a check says of a release of which nothing is known; one that must know more says nothing. */
function said(say: ((of: Case, live: LiveContext) => string) | undefined, phase: string): string | undefined {
  try {
    return say?.(nameless(phase), UNSEEN);
  } catch {
    return undefined;
  }
}

function describe(check: Check): CheckDescription {
  const { id, title, why, phases } = check;
  const expected = new Map<string, string[]>();
  for (const phase of phases) {
    const text = said((of, live) => check.expected(of, live), phase);
    if (text !== undefined) expected.set(text, [...(expected.get(text) ?? []), phase]);
  }
  const command = said((of, live) => check.command?.(of, live) ?? nobody(), phases.at(-1) ?? '');
  return {
    ...{ id, title, why },
    expected: [...expected].map(([text, of]) => ({ phases: of, text })),
    ...(command !== undefined && { command }),
  };
}

/** The checks of a pack, in its order. */
export async function describeChecks({
  checks = [],
}: Pick<Pack, 'checks'>): Promise<readonly CheckDescription[]> {
  return (typeof checks === 'function' ? await checks() : checks).map(describe);
}
