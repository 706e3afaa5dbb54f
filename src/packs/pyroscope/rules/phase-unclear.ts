import { ruleFor } from '../../../pack.ts';
import type { PyroscopeFacts } from '../read/facts.ts';
import { manifests, PHASE_FLAGS_2 } from './examples.ts';

const both = (all: readonly string[], more: readonly string[]): string =>
  manifests('2.2.1', { components: { all: { args: [...all, ...more] } } });

/** With nothing asked, the manifests must agree on a phase. */
export const phaseUnclear = ruleFor<PyroscopeFacts>()({
  id: 'phase-unclear',
  severity: 'error',
  needs: ['objects'],
  summary: 'no phase was requested, and the manifests do not agree on one',
  why: 'The phase decides which components and flags stay, so a wrong guess could delete the storage in use.',
  details: `Without a requested phase, render reads it from the manifests: the write path, the storage architecture, the flags of
the query backend, \`all.enable-v1-*\` and the components must agree (charts 1.15.1 to 2.2.1).`,
  sources: ['charts 1.15.1 to 2.2.1, rendered by helm in each phase'],
  get good() {
    return [
      { manifests: both(PHASE_FLAGS_2.v1, []) },
      { manifests: both(['-architecture.storage=v2'], ['-write-path=ingester']), asked: { phase: 'v1' } },
    ];
  },
  get bad() {
    return [{ manifests: both(['-architecture.storage=v2'], ['-write-path=ingester']) }];
  },
  judge({ now, asked }, report) {
    if (now.phase.sure || asked('phase') !== undefined) return;
    report({
      what: now.phase.why,
      fix: 'name the phase: --phase v1|dual|v2 (with Helm: --post-renderer-args --phase --post-renderer-args dual, or PHASEGATE_PHASE=dual)',
    });
  },
});
