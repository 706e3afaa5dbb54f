import { majorOf } from '../../../chart/versions.ts';
import { finding } from '../migration.ts';
import type { Refusal } from '../refusal.ts';

function make(
  auditId: 'A4' | 'B19',
  id: string,
  why: string,
  isMeant: (image: number, chart: number) => boolean,
): Refusal {
  const rule: Refusal['rule'] = {
    id,
    auditId,
    severity: 'refusal',
    summary: "the image's major version is not the chart's",
    message: ({ image, server, chart, component }) => ({
      what: `image ${image} of ${component} is server ${server}, under chart ${chart}`,
      why,
      remedy: `drop the tag so that the chart's own server runs: --set pyroscope.image.tag=null — or use a chart of the image's major version`,
    }),
  };
  return {
    rule,
    check: ({ release }) => {
      const odd = release.workloads.find((one) => isMeant(majorOf(one.server.value), release.chartMajor));
      if (odd === undefined) return [];
      const args = {
        image: odd.image,
        server: odd.server.value,
        chart: release.chart.value,
        component: odd.component,
      };
      return [finding(rule, args, odd.object)];
    },
  };
}

/** Audit A4: the 2.x server's defaults rule where a 1.x chart writes no storage flags: v1 ingest stops without a word. */
export const imageNewerThanChart = make(
  'A4',
  'image-tag-newer-than-chart',
  'a 1.x chart writes no storage flags in v1, so the 2.x defaults rule: pushes go to v2 alone; in v2 the server exits on flags it no longer knows',
  (image, chart) => image > chart,
);

/** Audit B19: a 1.x server exits on the 2.x chart's flags. */
export const imageOlderThanChart = make(
  'B19',
  'image-tag-older-than-chart',
  'the server exits at start: "flag provided but not defined: -architecture.storage"',
  (image, chart) => image < chart,
);
