import { isBefore } from '../../../chart/versions.ts';
import { METASTORE_DIRECTORIES } from '../chart-flags.ts';
import type { AskedCorrection } from '../correction.ts';
import { FIRST_CHART, FIRST_SERVER } from '../facts/charts.ts';
import { finding, type Migration } from '../migration.ts';
import { metastoreOf } from '../release.ts';
import type { Workload } from '../workload.ts';

const id = 'metastore-directory-moved';
const summary =
  'a chart before 1.21.0 with a server from 1.21.0 on looks for the metastore in another directory';

function concerned(migration: Migration): Workload | undefined {
  const { release, target } = migration;
  const workload = metastoreOf(release);
  if (target === 'v1' || workload === undefined || release.chartMajor >= 2) return undefined;
  const moved =
    isBefore(release.chart.value, FIRST_CHART.metastoreDirectories) &&
    !isBefore(workload.server.value, FIRST_SERVER.metastoreDirectories);
  const unset = METASTORE_DIRECTORIES.some(([flag]) => workload.flags.value(flag) === undefined);
  return moved && unset ? workload : undefined;
}

const versions = (migration: Migration, workload: Workload) => ({
  chart: migration.release.chart.value,
  server: workload.server.value,
});

/** Audit A11: the server's default moved from ./data-metastore to ./data/v2/metastore in 1.21.0. */
export const metastoreDirectories: AskedCorrection = {
  byDefault: false,
  condition: (migration) => {
    const workload = concerned(migration);
    return workload && versions(migration, workload);
  },
  rule: {
    id,
    auditId: 'A11',
    severity: 'correction',
    askedFor: true,
    summary,
    message: ({ chart, server }) => ({
      what: `set the metastore's three directories to ./data-metastore, as charts from 1.21.0 on do`,
      why: `chart ${chart} leaves them to server ${server}, whose default is ./data/v2/metastore: the index would start empty`,
      remedy: 'upgrade the chart to 1.21.0 or later, which writes them out',
    }),
  },
  undecided: {
    id,
    auditId: 'A11',
    severity: 'refusal',
    summary,
    message: ({ chart, server }) => ({
      what: `chart ${chart} with server ${server} would look for the metastore in ./data/v2/metastore, and only you know where it lies`,
      why: 'the default directory moved in server 1.21.0; a metastore that looks in the wrong one starts empty and hides all v2 data',
      remedy: `look at the running image: helm get manifest RELEASE | grep image: — before 1.21.0, or v2 never ran: give --correct A11; it already ran dual or v2 on 1.21.0 or later so: give --no-correct A11`,
    }),
  },
  apply: (migration) => {
    const workload = concerned(migration);
    if (workload === undefined) return [];
    const missing = METASTORE_DIRECTORIES.filter(([flag]) => workload.flags.value(flag) === undefined);
    for (const [flag, value] of missing) migration.setFlag(workload, flag, value, 'A11');
    return [finding(metastoreDirectories.rule, versions(migration, workload), workload.object)];
  },
};
