import { storeChangedAmong } from '../../../rules/store-changed.ts';
import { PHASE_FACTS } from '../facts/phases.ts';
import type { PrometheusRule } from '../read/facts.ts';
import { DESTINATION_URL, NEW, OLD, plain, stack } from './examples.ts';

const asked = { destination: DESTINATION_URL };
const inDatabase = (query: string): string => OLD.replace('/push', `/push${query}`);
const ELSEWHERE = OLD.replace('old.example', 'older.example');

export const storeChanged: PrometheusRule = {
  ...storeChangedAmong(PHASE_FACTS),
  audit: ['P-44'],
  details: `The old and the new store are told by the URLs of their entries of remote_write, without credentials but with the
rest of their query, which may name a database, and by the tenant in the header X-Scope-OrgID; with \`old: tsdb\` the old store is told by the directory and the volume of the Prometheus. A step
that changes one of them leaves what was written so far where it is: what a backfill and the overlap proved is of another
store. Change the store in a step of its own, and copy the history anew.`,
  sources: ['Prometheus 2.42 and 3.15, with entries of remote_write that were changed'],
  get good() {
    return [
      { before: plain({ entries: OLD + NEW }), manifests: plain({ entries: NEW + OLD }), asked },
      {
        before: stack({ entries: OLD }),
        manifests: stack({ entries: OLD.replace('//', '//user:word@') + NEW }),
        asked,
      },
      {
        before: plain({ entries: inDatabase('?db=a&u=b&p=one') + NEW }),
        manifests: plain({ entries: inDatabase('?p=other&u=b&db=a') + NEW }),
        asked,
      },
    ];
  },
  get bad() {
    return [
      { before: plain({ entries: OLD + NEW }), manifests: plain({ entries: ELSEWHERE + NEW }), asked },
      { before: stack({ entries: OLD }), manifests: stack({ entries: ELSEWHERE + NEW }), asked },
      {
        before: plain({ entries: inDatabase('?db=a') + NEW }),
        manifests: plain({ entries: inDatabase('?db=b') + NEW }),
        asked,
      },
      { before: stack({ entries: OLD }), manifests: stack({ entries: inDatabase('?db=b') }), asked },
    ];
  },
};
