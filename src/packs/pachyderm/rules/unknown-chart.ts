import { knownness } from '../../../chart/versions.ts';
import { sure } from '../../../pack.ts';
import { unknownChartAmong } from '../../../rules/unknown-chart.ts';
import { CHART } from '../charts.ts';
import type { PachydermRule } from '../read/facts.ts';
import { on, PACHD_PORTS, pachd, service } from './examples.ts';

/** In the place of the engine's, as no label names the chart: the tag of pachd's image has its version. */
export const unknownChart: PachydermRule = {
  ...unknownChartAmong([CHART]),
  audit: ['D-47'],
  summary: 'Pachyderm is newer than every version that phasegate knows',
  why: 'It may have ports and cluster-wide names that phasegate does not know.',
  details: `Of Pachyderm 2, charts and images have one version, which is read off the tag of pachd's image. A newer minor version is judged
by what is known of the newest one. A newer major one is refused until you give \`--accept-unknown-chart\`.`,
  bad: [{ manifests: pachd('3.0.0') + service('pachd', ...PACHD_PORTS), asked: on('migration') }],
  good: [{ manifests: pachd('2.11.6') + service('pachd'), asked: on('migration') }],
  judge({ now, history, rendered }, report) {
    if (history === undefined && rendered === undefined) return;
    const version = sure(now.version);
    const how = version === undefined ? undefined : knownness(version, CHART.versions);
    if (how !== 'newer-minor' && how !== 'newer-major') return;
    const newest = CHART.versions.at(-1);
    report({
      at: now.version,
      ...(how === 'newer-minor' && { severity: 'info' }),
      what: `Pachyderm ${version} is newer than ${newest}, the newest known version`,
      fix:
        how === 'newer-minor'
          ? 'read its release notes for new ports first'
          : 'read its release notes for new ports, then give --accept-unknown-chart',
    });
  },
};
