import { type Facts, type Rule, ruleFor, type State } from '../pack.ts';

/**
 * With nothing asked, the manifests must agree on a phase.
 * @param phases ids of a pack's phases
 * @param inTheWay what a pack wants done before a phase is named, as a clause; undefined where nothing stands in its way
 */
export const phaseUnclearAmong = (
  phases: readonly string[],
  inTheWay: (state: State) => string | undefined = () => undefined,
): Rule =>
  ruleFor<Facts>()({
    id: 'phase-unclear',
    severity: 'error',
    needs: ['objects'],
    isFirst: true,
    summary: 'no phase was requested, and the manifests do not agree on one',
    why: 'The phase decides which components and flags stay, so a wrong guess could delete the storage in use.',
    details: `Without a requested phase, render reads it from the manifests: all signs of a phase must agree on one, such as the
server's flags and the components that are there.`,
    bad: [],
    judge({ now, asked }, report) {
      if (now.phase.sure || asked('phase') !== undefined) return;
      const example = phases[1] ?? phases[0];
      const before = inTheWay(now);
      report({
        what: now.phase.why,
        fix: `${before === undefined ? '' : `${before}; if the manifests still do not agree, `}name the phase: --phase ${phases.join('|')} (with Helm: --post-renderer-args --phase --post-renderer-args ${example}, or PHASEGATE_PHASE=${example})`,
      });
    },
  });
