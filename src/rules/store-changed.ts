import { type Facts, type Known, likely, type Phase, type Rule, ruleFor, type State, sure } from '../pack.ts';

const shown = (one: Known<string>): string => {
  const value = likely(one);
  if (value === undefined) return 'one that cannot be read';
  return value === '' ? 'none' : value;
};

/** Whether a phase is known to leave a store alone that another one uses: then there is nothing in it to be lost. */
function isUnused(store: string, { phase }: State, phases: readonly Phase[]): boolean {
  const uses = ({ writes, reads }: Phase): boolean => writes.includes(store) || reads.includes(store);
  const own = phases.find(({ id }) => id === sure(phase));
  return own !== undefined && !uses(own) && phases.some(uses);
}

/** Whether a part of a store is known to be another one after a step. */
export const isMoved = (was: Known<string> | undefined, is: Known<string> | undefined): is is Known<string> =>
  is !== undefined && likely(was) !== undefined && likely(was) !== likely(is);

/** Whether a rule of the pack's own tells that a part changes. */
type IsToldElsewhere = (part: string, was: Known<string>, is: Known<string>) => boolean;

/**
 * A changed backend, bucket, prefix, directory or layout of a store that stays. A store that the new phase does not have
 * is not this rule's, and neither is one that the old phase does not use. @param phases a pack's
 */
export const storeChangedAmong = (
  phases: readonly Phase[],
  isToldElsewhere: IsToldElsewhere = () => false,
): Rule =>
  ruleFor<Facts>()({
    id: 'store-changed',
    severity: 'error',
    yieldsTo: 'accept-data-loss',
    needs: ['before'],
    summary: 'the step changes where data is stored; older data is no longer found',
    why: 'Nothing fails: the server starts, and queries answer without the older data.',
    details: `A store is identified by its layout, backend, bucket or directory, prefix, and the volume and directory of its index. A
step that changes one of them leaves the older data where it is, and no server looks there any more. Move the data
first, or keep the store as it is and change it in a separate step, once you no longer need the old data.`,
    sources: ['servers 1.21.0 and 2.2.1, started before and after such a change'],
    bad: [],
    judge({ now, before }, report) {
      for (const [store, parts] of Object.entries(before.stores)) {
        if (isUnused(store, before, phases)) continue;
        const goesTo = now.stores[store] ?? {};
        for (const [part, was] of Object.entries(parts)) {
          const is = goesTo[part];
          if (!isMoved(was, is)) continue;
          // Another layout has everything elsewhere.
          if (part !== 'layout' && isMoved(parts.layout, goesTo.layout)) continue;
          if (isToldElsewhere(part, was, is)) continue;
          report({
            at: [is, { ...was, place: undefined }],
            what: `the ${part} of ${store} changes from ${shown(was)} to ${shown(is)}`,
            fix: `keep the ${part} ${shown(was)}, or move the data first and accept the loss of the rest`,
          });
        }
      }
    },
  });
