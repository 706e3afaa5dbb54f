import { ALL } from '../components.ts';
import { flagSupport } from '../facts/flags.ts';
import { finding } from '../migration.ts';
import type { Observation } from '../observation.ts';
import { workloadOf } from '../release.ts';

/** What B2's correction leaves behind, also where the chart never rendered the flags (servers before 1.20.0). */
export const v1ModulesKeepRunning: Observation = {
  rule: {
    id: 'v1-modules-keep-running',
    severity: 'note',
    summary: 'a single binary before 1.20.0 cannot turn its v1 modules off',
    message: ({ server }) => ({
      what: `server ${server} has no flag to turn v1 off: its modules keep running beside v2`,
      why: '-all.enable-v1-write-path and -all.enable-v1-read-path exist since server 1.20.0; they take memory and write nothing new',
      remedy: 'run server 1.20.3: --set pyroscope.image.tag=1.20.3',
    }),
  },
  check: ({ release, target, records }) => {
    const workload = target === 'v2' && release.chartMajor < 2 ? workloadOf(release, ALL) : undefined;
    if (!workload || records.some(({ reason }) => reason === 'B2')) return [];
    const known = flagSupport('all.enable-v1-write-path', workload.server.value) !== 'unknown';
    return known
      ? []
      : [finding(v1ModulesKeepRunning.rule, { server: workload.server.value }, workload.object)];
  },
};
