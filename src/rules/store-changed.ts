import { type Facts, type Known, likely, ruleFor } from '../pack.ts';

const shown = (one: Known<string>): string => {
  const value = likely(one);
  if (value === undefined) return 'one that cannot be read';
  return value === '' ? 'none' : value;
};

/**
 * A changed backend, bucket, prefix, directory or layout of a store that stays. A store that the new phase does not have
 * is not this rule's.
 */
export const storeChanged = ruleFor<Facts>()({
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
      for (const [part, was] of Object.entries(parts)) {
        const is = now.stores[store]?.[part];
        if (is === undefined || likely(was) === undefined || likely(was) === likely(is)) continue;
        report({
          at: [is, { ...was, place: undefined }],
          what: `the ${part} of ${store} changes from ${shown(was)} to ${shown(is)}`,
          fix: `keep ${shown(was)}, or move the data first and accept the loss of the rest`,
        });
      }
    }
  },
});
