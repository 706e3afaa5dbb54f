import { lacksGrace, terminationGrace } from '../corrections/termination-grace.ts';
import { finding } from '../migration.ts';
import type { Observation } from '../observation.ts';

/** Audit B17: one pod, replaced, and over a minute until it is ready. */
export const restartGap: Observation = {
  rule: {
    id: 'restart-gap',
    auditId: 'B17',
    severity: 'note',
    summary: 'a single binary refuses pushes for about a minute at each step',
    message: ({ seconds }) => ({
      what: `the single binary is down for about ${seconds} s at this step, and is killed before it has stopped`,
      why: 'one pod is replaced and ready late (62 s in dual, 47 s in v2); stopping takes 30 to 31 s and the chart leaves 30',
      remedy: '--correct B17 sets terminationGracePeriodSeconds: 60; choose a quiet hour',
    }),
  },
  check: (migration) => {
    const restarts = migration.present.phase !== migration.target || migration.records.length > 0;
    const workload =
      restarts && !migration.asksFor(terminationGrace.rule) ? lacksGrace(migration) : undefined;
    const seconds = migration.target === 'dual' ? 62 : 47;
    return workload ? [finding(restartGap.rule, { seconds }, workload.object)] : [];
  },
};
