import { type Known, likely, ruleFor, sure } from '../../../pack.ts';
import type { Layout } from '../facts/components.ts';
import type { PyroscopeFacts } from '../read/facts.ts';

const storage = (v1: boolean, v2: boolean, split = false): string =>
  `architecture:\n  storage:\n    v1: ${v1}\n    v2: ${v2}\n${split ? '  microservices:\n    enabled: true\n' : ''}`;
const LEGACY = 'pyroscope:\n  components:\n    ingester:\n      kind: StatefulSet\n';

/** Components are components, whichever key renders them: what changes between those is the cluster label alone. */
const isSingle = (layout: Known<Layout>): boolean | undefined => {
  const known = sure(layout);
  return known && known === 'single-binary';
};

const words = (layout: Known<Layout>): string => (isSingle(layout) ? 'a single binary' : 'components');

export const modeWithPhaseChange = ruleFor<PyroscopeFacts>()({
  id: 'mode-with-phase-change',
  severity: 'error',
  needs: ['before'],
  summary: 'the layout and the phase change in one step',
  why: 'The new pods have other names, other claims and other raft ids: what the old pods hold on their volumes is left behind, and the index of v2 starts empty.',
  details: `A single binary and components run in different pods with different volumes. Change one thing at a time: the phase in
the layout that runs, and the layout in a separate step, which is refused until you accept what it leaves behind (see
store-changed). From \`pyroscope.components\` alone to
\`architecture.microservices.enabled\` nothing changes but the memberlist label (see cluster-label-change).`,
  sources: ['charts 1.15.1 to 2.2.1, rendered by helm'],
  good: [
    { before: storage(true, false), values: storage(true, true) },
    { before: storage(true, true), values: storage(true, true, true) },
    { before: storage(true, false) + LEGACY, values: storage(true, true, true) },
  ],
  bad: [
    {
      before: storage(true, false),
      values: storage(true, true, true),
      at: 'architecture.microservices.enabled',
    },
    {
      before: storage(true, true, true),
      values: storage(true, false),
      at: 'architecture.microservices.enabled',
    },
  ],
  judge({ now, before }, report) {
    const [was, is] = [isSingle(before.layout), isSingle(now.layout)];
    const [from, to] = [likely(before.phase), likely(now.phase)];
    if (was === undefined || is === undefined || was === is) return;
    if (from === undefined || to === undefined || from === to) return;
    report({
      at: now.layout,
      what: `this step changes the layout from ${words(before.layout)} to ${words(now.layout)} and the phase from ${from} to ${to}`,
      fix: `change the phase alone and keep ${words(before.layout)}; another layout leaves data behind in any phase: change it in a step of its own, with --accept-data-loss=<release>`,
    });
  },
});
